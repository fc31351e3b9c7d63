import { expect, test } from 'vitest';
import { readProfile } from './profile.ts';

test('what a provider says is kept in the form in which the person could have typed it', () => {
  const said = {
    ...{ sub: '7', name: ' Ann\u202e\u200b\nLee\ud800 ', given_name: '\ufeff', locale: 'de_at' },
    picture: 'https://Pictures.example/ann lee.png',
  };
  expect(readProfile(said)).toMatchObject({
    name: 'Ann Lee\ufffd',
    givenName: null,
    locale: 'de-AT',
  });
  for (const [picture, kept] of [
    ['https://Pictures.example/a.png', 'https://pictures.example/a.png'],
    ['https://id.example@evil.example/a.png', null],
    ['http://pictures.example/a.png', null],
  ]) {
    expect(readProfile({ ...said, picture }).picture).toBe(kept);
  }
  for (const locale of ['de-a', 'x'.repeat(40), 7, '', null]) {
    expect(readProfile({ ...said, locale }).locale).toBeNull();
  }
});
