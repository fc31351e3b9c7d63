import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, shop } from '../../../../testing/shop.ts';
import {
  makeKey,
  startIssuer,
  type TestIssuer as TrustedIssuer,
} from '../../../guard/src/issuer.fixture.ts';
import { acceptForeignToken } from './foreign-token.ts';

let issuer: TestIssuer;
let trusted: TrustedIssuer;

beforeAll(async () => {
  trusted = await startIssuer();
  const algorithms = ['ES256', 'RS512', 'PS384'];
  trusted.keys = await Promise.all(algorithms.map((alg) => makeKey(alg, alg)));
  const entry = { issuer: trusted.url, audience: orders, map: { sub: 'sub' } };
  issuer = await startTestIssuer({ ...shop, trusted_issuers: [entry] });
});
afterAll(async () => {
  await issuer.close();
  await trusted.close();
});

/** What a token without our own `sub_kind` amounts to. */
async function accept(claims: Record<string, unknown>) {
  const token = await trusted.token({ aud: orders, sub_kind: undefined, ...claims });
  return acceptForeignToken(token, orders, issuer.context);
}

test('a client by itself is one by the rule that the guard goes by', async () => {
  const auth0 = { sub: 'robot@clients', client_id: undefined, azp: 'robot' };
  expect(await accept(auth0)).toMatchObject({
    sub_kind: 'client',
    client_id: `${trusted.url}|robot`,
  });
});

test('a person is a user', async () => {
  expect(await accept({ sub: 'alice' })).toMatchObject({ sub_kind: 'user' });
});

test('Okta names the client in cid', async () => {
  const okta = { sub: 'alice', client_id: undefined, cid: 'shop-web' };
  expect(await accept(okta)).toMatchObject({ client_id: `${trusted.url}|shop-web` });
});

test.each(['RS512', 'PS384'])('%s is accepted', async (alg) => {
  const signing = trusted.keys.find((key) => key.alg === alg)!;
  trusted.keys = [signing, ...trusted.keys.filter((key) => key !== signing)];
  expect(await accept({ sub: 'alice' })).toMatchObject({ sub_kind: 'user' });
});
