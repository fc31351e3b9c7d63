import { expect, test } from 'vitest';
import { systemRandom as random } from '../runtime/random.ts';
import { decryptAtRest, encryptAtRest, renewAtRest } from './at-rest.ts';

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const label = 'key abc';

/** Made by the code that encrypted with AES-256-GCM and a nonce of 96 bits. */
const former = Buffer.from(
  'KioqKioqKioqKioq/B9098H+22xG6cWJqvZrGhYtLGLupeCLQa2wCmUt8jhZFQ==',
  'base64',
);

test('what is encrypted opens under its key and label alone', () => {
  const sealed = encryptAtRest(key, label, Buffer.from('a secret'), random);
  expect(String(decryptAtRest(key, label, sealed))).toBe('a secret');
  expect(() => decryptAtRest(key, 'key abd', sealed)).toThrow('key abd');
  expect(() => decryptAtRest(Buffer.alloc(32), label, sealed)).toThrow('does not open');
  expect(() => decryptAtRest(key, label, sealed.subarray(1))).toThrow('does not open');
  expect(renewAtRest(key, label, sealed, random)).toBeNull();
});

test('what an earlier version encrypted opens, and is renewed once', () => {
  expect(String(decryptAtRest(key, label, former))).toBe('a secret of before');
  expect(() => decryptAtRest(key, 'key abd', former)).toThrow('does not open');
  expect(renewAtRest(key, 'key abd', former, random)).toBeNull();
  const renewed = renewAtRest(key, label, former, random)!;
  expect(renewed).not.toEqual(former);
  expect(String(decryptAtRest(key, label, renewed))).toBe('a secret of before');
  expect(renewAtRest(key, label, renewed, random)).toBeNull();
});

test.each([0, 11, 12, 27, 28])('%i bytes of junk open nothing', (length) => {
  expect(() => decryptAtRest(key, label, Buffer.alloc(length))).toThrow('does not open');
});
