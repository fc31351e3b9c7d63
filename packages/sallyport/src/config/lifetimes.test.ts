import { lifetimesOf } from '@sallyport/issuer/lifetimes-schema.ts';
import { defaultLifetimes } from '@sallyport/issuer/settings.ts';
import { expect, test } from 'vitest';
import { read, refusal } from './configuration.fixture.ts';

const issuer = (lifetimes: string) => `issuer: { lifetimes: { ${lifetimes} } }`;

test('what the file leaves out lives as long as it does without a file', () => {
  const { lifetimes } = read(issuer('session: 28800, session_idle: 3600')).configuration.issuer;
  const set = { sessionAbsolute: 28_800, sessionIdle: 3600 };
  expect(lifetimesOf(lifetimes)).toEqual({ ...defaultLifetimes, ...set });
});

test.each([
  ['session: 2592001', 'issuer.lifetimes.session'],
  ['inside_token: 301', 'issuer.lifetimes.inside_token'],
  ['access_token: 0', 'issuer.lifetimes.access_token'],
  ['authorization_code: 601', 'issuer.lifetimes.authorization_code'],
  ['session: 600', 'issuer.lifetimes.session_idle: this is longer than session'],
  ['grant: 600', 'issuer.lifetimes.refresh_token_idle: this is longer than grant'],
  ['access_token: 60, inside_token: 90', 'inside_token: this is longer than access_token'],
])('%s is refused', (lifetimes, named) => {
  expect(refusal(issuer(lifetimes))).toContain(named);
});
