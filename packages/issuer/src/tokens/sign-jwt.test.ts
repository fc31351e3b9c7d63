import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { signJwt } from './sign-jwt.ts';

test.each([
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
] as const)('jose verifies what %s signs, whatever is in it', async (alg, pair) => {
  const { privateKey, publicKey } = pair;
  const claims = { sub: 'Zoë 🚀 "\\', left_out: undefined, list: [1, { a: null }] };
  const jwt = await signJwt(claims, 'at+jwt', { alg, kid: 'key', privateKey });
  const { payload, protectedHeader } = await jwtVerify(jwt, publicKey, { typ: 'at+jwt' });
  expect(protectedHeader).toEqual({ alg, kid: 'key', typ: 'at+jwt' });
  expect(payload).toEqual({ sub: 'Zoë 🚀 "\\', list: [1, { a: null }] });
});
