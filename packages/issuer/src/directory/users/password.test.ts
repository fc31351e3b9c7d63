import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { passwordCost } from '../../../../../testing/password-cost.ts';
import { systemRandom } from '../../runtime/random.ts';
import { hashPassword, maxHashes, verifyPassword } from './password.ts';

const hashing = { random: systemRandom, settings: {} };

test('a hash is a PHC string of argon2id with the parameters in it', async () => {
  const phc = await hashPassword('correct horse', hashing);
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await hashPassword('correct horse', hashing)).not.toBe(phc);
});

test('only the right password verifies', async () => {
  const phc = await hashPassword('correct horse', hashing);
  expect(await verifyPassword('correct horse', phc)).toBe(true);
  expect(await verifyPassword('correct horsf', phc)).toBe(false);
  expect(await verifyPassword('', phc)).toBe(false);
});

test('the cost is read from the hash', async () => {
  const nonce = Buffer.alloc(8, 7);
  const costs = { memory: 64, passes: 3, parallelism: 2 };
  const tag = argon2Sync('argon2id', { message: 'old', nonce, tagLength: 16, ...costs });
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  const phc = `$argon2id$v=19$m=64,t=3,p=2$${base64(nonce)}$${base64(tag)}`;
  expect(await verifyPassword('old', phc)).toBe(true);
  expect(await verifyPassword('new', phc)).toBe(false);
});

test('one password typed on two keyboards is one password', async () => {
  const phc = await hashPassword('caf\u00e9 \ufb01', hashing);
  expect(await verifyPassword('cafe\u0301 fi', phc)).toBe(true);
});

test('a password has 1 to 1024 bytes', async () => {
  const longest = 'ü'.repeat(512);
  expect(await verifyPassword(longest, await hashPassword(longest, hashing))).toBe(true);
  await expect(hashPassword(`${longest}x`, hashing)).rejects.toThrow('1 to 1024 bytes');
  await expect(hashPassword('', hashing)).rejects.toThrow('1 to 1024 bytes');
});

test('without a hash the answer is no, after hashing all the same', async () => {
  const start = performance.now();
  for (let round = 0; round < 5; round++) expect(await verifyPassword('y', null)).toBe(false);
  // Far below what 5 × 2 passes over 19 MiB take on any machine, far above doing nothing.
  expect(performance.now() - start).toBeGreaterThan(25);
});

test('a damaged hash is an error that does not repeat it', async () => {
  const damaged = '$argon2id$v=19$m=19456,t=2,p=1$secret';
  await expect(verifyPassword('x', damaged)).rejects.toThrow('no hash that is known');
  await expect(verifyPassword('x', damaged)).rejects.not.toThrow('secret');
});

test('more than 64 waiting hashes are refused with a time to come back, and the rest are served', async () => {
  const phc = await hashPassword('x', { ...hashing, settings: { passwordCost } });
  const results = await Promise.allSettled(
    Array.from({ length: maxHashes + 64 + 3 }, () => verifyPassword('x', phc)),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(3);
  expect(refused[0]?.reason).toMatchObject({ code: 'temporarily_unavailable', retryAfter: 2 });
  expect(results.filter((result) => result.status === 'fulfilled' && result.value)).toHaveLength(
    maxHashes + 64,
  );
  expect(await verifyPassword('x', phc)).toBe(true);
});
