import { expect, test } from 'vitest';
import { ownLanguages } from '../pages/languages.ts';
import { describeTarget } from './describe-target.ts';

test.each([
  ['https://shop.example/callback', 'to shop.example.'],
  ['http://127.0.0.1:4000/callback', 'to a program on this device, at 127.0.0.1:4000.'],
  ['http://[::1]:4000/callback', 'to a program on this device, at [::1]:4000.'],
  [
    'com.example.app:/callback',
    'to the program on this device that opens com.example.app: addresses.',
  ],
])('%s goes %s', (uri, words) => {
  const { text, values } = describeTarget(uri);
  expect(ownLanguages.get('en')!.t(text, values)).toBe(`The answer goes ${words}`);
});
