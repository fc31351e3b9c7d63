import {
  boundTo,
  type ForeignTokenCase,
  foreignTokens,
} from '@sallyport/protocol/foreign-tokens.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIssuer, type TestIssuer } from './issuer.fixture.ts';
import { createVerifier } from './verify.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

/** As a service would be told of it. The names of roles are for its `permissions` to read. */
async function verify({ header, claims, map, ...declared }: ForeignTokenCase) {
  const { audience, profile = 'any-jwt' } = declared;
  const now = Math.floor(Date.now() / 1000);
  const { kid, alg } = issuer.keys[0]!;
  const token = await issuer.sign(
    { iat: now, exp: now + 3600, ...claims, iss: issuer.url },
    { ...header, kid, alg },
  );
  const { sub, roles } = map ?? {};
  return createVerifier({
    issuer: issuer.url,
    audience: audience ?? 'https://orders.example',
    withoutAudience: audience === null,
    profile,
    map: { ...(sub && { sub }), ...(roles && { roles }) },
  })(token);
}

test.each(foreignTokens)('$from: $what, for $why', async (each) => {
  const { right } = each;
  if (typeof right === 'string') {
    await expect(verify(each)).rejects.toMatchObject({ code: right });
    return;
  }
  const { confined, details, actor, roles, ...same } = right;
  const principal = await verify(each);
  expect(principal).toMatchObject(same);
  if (roles && !each.map?.role_names) expect(principal.roles).toEqual(roles);
  if (confined) expect(principal).toMatchObject({ authorizationDetails: details, permissions: [] });
});

test('a token that is bound to a key is refused: nothing proves possession here', async () => {
  const person = foreignTokens[0]!;
  const bound = { ...person, claims: { ...person.claims, cnf: boundTo } };
  await expect(verify(bound)).rejects.toMatchObject({ code: 'token_sender_constrained' });
});
