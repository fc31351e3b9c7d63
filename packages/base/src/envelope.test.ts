import { expect, test } from 'vitest';
import { createEnvelope, nonceLength } from './envelope.ts';

const key = Buffer.alloc(32, 1);
const nonce = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWX');
const plain = Buffer.from('XAES-256-GCM');

test('is the nonce, and behind it what c2sp.org/XAES-256-GCM says', () => {
  const sealed = createEnvelope(key).seal(plain, '', nonce);
  expect(sealed.subarray(0, nonceLength)).toEqual(nonce);
  expect(sealed.subarray(nonceLength).toString('hex')).toBe(
    'ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271',
  );
});

test('opens under its own key and label, whole and unaltered', () => {
  const envelope = createEnvelope(key);
  const sealed = envelope.seal(plain, 'row 1', nonce);
  expect(envelope.open(sealed, 'row 1')).toEqual({ plain, outdated: false });
  expect(envelope.open(sealed, 'row 2')).toBeNull();
  expect(createEnvelope(Buffer.alloc(32, 2)).open(sealed, 'row 1')).toBeNull();
  for (let index = 0; index < sealed.length; index++) {
    const altered = Buffer.from(sealed);
    altered[index]! ^= 1;
    expect(envelope.open(altered, 'row 1')).toBeNull();
    expect(envelope.open(sealed.subarray(0, index), 'row 1')).toBeNull();
  }
});

test('seals nothing, too', () => {
  const envelope = createEnvelope(key);
  const sealed = envelope.seal(Buffer.alloc(0), 'row 1', nonce);
  expect(envelope.open(sealed, 'row 1')?.plain.length).toBe(0);
});

test('what an earlier version sealed opens, and is told apart', () => {
  const former = (sealed: Buffer, label: string) =>
    sealed.equals(Buffer.from(`old:${label}`)) ? plain : null;
  const envelope = createEnvelope(key, former);
  expect(envelope.open(Buffer.from('old:a'), 'a')).toEqual({ plain, outdated: true });
  expect(envelope.open(Buffer.from('old:b'), 'a')).toBeNull();
  expect(envelope.open(envelope.seal(plain, 'a', nonce), 'a')?.outdated).toBe(false);
});
