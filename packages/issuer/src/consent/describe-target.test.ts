import { expect, test } from 'vitest';
import { describeTarget } from './describe-target.ts';

test.each([
  ['https://shop.example/callback', 'to shop.example'],
  ['http://127.0.0.1:4000/callback', 'to a program on this device, at 127.0.0.1:4000'],
  ['http://[::1]:4000/callback', 'to a program on this device, at [::1]:4000'],
  [
    'com.example.app:/callback',
    'to the program on this device that opens com.example.app: addresses',
  ],
])('%s goes %s', (uri, words) => {
  expect(describeTarget(uri)).toBe(words);
});
