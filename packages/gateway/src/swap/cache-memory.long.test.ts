import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CacheTag, SwapResponse } from '@sallyport/protocol/internal.ts';
import { expect, test } from 'vitest';
import { api, start } from './cache.fixture.ts';
import { TokenCache } from './cache.ts';

const id = (): string => randomBytes(16).toString('base64url');
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A swap of a signed-in user's token, of the size that the issuer's answers have. */
function answer(): unknown {
  const [sub, grant, session] = [id(), id(), id()];
  const header = { alg: 'ES256', kid: 'A1b2C3d4E5f6', typ: 'at+jwt' };
  const permissions = ['orders:read', 'orders:refund'];
  const scope = ['openid', 'profile', 'email', 'offline_access'];
  const claims = {
    ...{
      iss: 'https://login.shop.example',
      aud: api,
      sub,
      sub_kind: 'user',
      client_id: 'shop-web',
    },
    ...{ scope: scope.join(' '), permissions, roles: ['support'] },
    ...{
      iat: 1_800_000_000,
      exp: 1_800_000_060,
      jti: id(),
      sid: session,
    },
  };
  const jwt = `${encoded(header)}.${encoded(claims)}.${randomBytes(64).toString('base64url')}`;
  const kind = 'user';
  const principal = {
    kind,
    sub,
    client_id: 'shop-web',
    scope,
    permissions,
    authorization_details: [],
  };
  const own = [`token:${id()}`, `user:${sub}`, `grant:${grant}`, `session:${session}`];
  const roles = ['role:support', 'role:everyone', 'group:staff', 'group:everyone'];
  const tags = [
    ...own,
    'client:shop-web',
    `api:${api}`,
    ...roles,
    'key:A1b2C3d4E5f6',
  ] as CacheTag[];
  return { ok: true, jwt, valid_for_ms: 55_000, principal, tags };
}

test('an entry takes less than a kilobyte, its JWT of 700 bytes included', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const count = 10_000;
  const before = used();
  const cache = new TokenCache(count);
  const origin = { sent: start, readAt: 1_234_567, now: start };
  for (let kept = 0; kept < count; kept += 20) {
    // As it comes from the issuer: no text is shared with another.
    const body = JSON.stringify({ results: Array.from({ length: 20 }, answer) });
    for (const swapped of (JSON.parse(body) as SwapResponse).results) {
      if (swapped.ok) cache.put(randomBytes(32).toString('latin1'), api, swapped, origin);
    }
  }
  const bytes = (used() - before) / count;
  expect(cache.size).toBe(count);
  expect(bytes).toBeLessThan(1_024);
});
