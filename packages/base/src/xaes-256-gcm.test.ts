import { describe, expect, test } from 'vitest';
import { createXaes } from './xaes-256-gcm.ts';

const nonce = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWX');
const plain = Buffer.from('XAES-256-GCM');

describe('the test vectors of c2sp.org/XAES-256-GCM', () => {
  test('the most significant bit of L is 0', () => {
    const xaes = createXaes(Buffer.alloc(32, 1));
    const sealed = xaes.seal(nonce, plain, Buffer.alloc(0));
    expect(sealed.toString('hex')).toBe('ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271');
    expect(xaes.open(nonce, sealed, Buffer.alloc(0))).toEqual(plain);
  });

  test('the most significant bit of L is 1, with associated data', () => {
    const xaes = createXaes(Buffer.alloc(32, 3));
    const sealed = xaes.seal(nonce, plain, Buffer.from('c2sp.org/XAES-256-GCM'));
    expect(sealed.toString('hex')).toBe('986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d');
  });
});

test('an altered byte anywhere opens nothing', () => {
  const xaes = createXaes(Buffer.alloc(32, 7));
  const associated = Buffer.from('prefix');
  const sealed = xaes.seal(nonce, plain, associated);
  for (let index = 0; index < sealed.length; index++) {
    const altered = Buffer.from(sealed);
    altered[index]! ^= 1;
    expect(xaes.open(nonce, altered, associated)).toBeNull();
  }
  expect(xaes.open(nonce, sealed, Buffer.from('prefiX'))).toBeNull();
});
