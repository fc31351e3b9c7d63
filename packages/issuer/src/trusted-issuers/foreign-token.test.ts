import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
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
  const entry = { issuer: trusted.url, audience: orders, map: { sub: 'sub', roles: 'roles' } };
  issuer = await startTestIssuer({ ...shop, trusted_issuers: [entry] });
});
afterAll(async () => {
  await issuer.close();
  await trusted.close();
});

type Changes = Record<string, unknown>;

/** What a token without our own `sub_kind` amounts to. */
async function accept(claims: Changes, header: Changes = {}) {
  const token = await trusted.token({ aud: orders, sub_kind: undefined, ...claims }, header);
  return (await acceptForeignToken(token, orders, issuer.context))?.claims ?? null;
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

describe('what its issuer did not mean as an access token is none:', () => {
  test.each([
    ['an ID token', { nonce: 'n' }, { typ: 'JWT' }],
    ['one of a client that sent no nonce', { at_hash: 'x' }, { typ: undefined }],
    ['one beside a code', { c_hash: 'x' }, { typ: 'jwt' }],
    ['a logout token', { events: {} }, { typ: 'logout+jwt' }],
    ['a logout token without a type', { events: {} }, { typ: undefined }],
    ['a security event', {}, { typ: 'secevent+jwt' }],
  ])('%s', async (_, claims, header) => {
    expect(await accept({ sub: 'alice', ...claims }, header)).toBeNull();
  });

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])('%s is one', async (typ) => {
    expect(await accept({ sub: 'alice', nonce: 'n' }, { typ })).not.toBeNull();
  });

  test.each(['JWT', undefined])('%s may be one', async (typ) => {
    expect(await accept({ sub: 'alice' }, { typ })).not.toBeNull();
  });
});

describe('what is no text', () => {
  test.each(['a\0b', 5, { a: 1 }, null])('is the name of no issuer: %j', async (iss) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256' })}.${part({ iss })}.x`;
    expect(await acceptForeignToken(token, orders, issuer.context)).toBeNull();
  });

  test('is no role', async () => {
    const roles = ['support', 'a\0b', 5];
    expect(await accept({ sub: 'alice', roles })).toMatchObject({ roles: ['support'] });
  });
});

describe('an issuer with keys that cannot be had', () => {
  /** One that nobody has asked before. */
  async function ask(token: (other: TrustedIssuer) => Promise<string>) {
    const other = await startIssuer();
    onTestFinished(() => other.close());
    await issuer.context.sql`
      insert into trusted_issuers (issuer, audience, claim_map, declared)
      values (${other.url}, ${orders}, ${issuer.context.sql.json({ sub: 'sub' })}, true)`;
    return acceptForeignToken(await token(other), orders, issuer.context);
  }

  test.each([
    ['that are no keys', '{"keys": 5}'],
    ['that are no JSON', 'Bad gateway'],
    ['that are not found', undefined],
  ])('says nothing of its tokens: %s', async (_, body) => {
    const asked = ask((other) => {
      if (body !== undefined) other.bodies.set('/jwks', body);
      else {
        const metadata = { issuer: other.url, jwks_uri: `${other.url}/nowhere` };
        other.bodies.set('/.well-known/openid-configuration', JSON.stringify(metadata));
      }
      return other.token({ aud: orders });
    });
    await expect(asked).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('that are out of reach says nothing either', async () => {
    const asked = ask(async (other) => {
      const metadata = { issuer: other.url, jwks_uri: 'http://127.0.0.1:1/jwks' };
      other.bodies.set('/.well-known/openid-configuration', JSON.stringify(metadata));
      return other.token({ aud: orders });
    });
    await expect(asked).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('is not one that does not know a key', async () => {
    expect(await ask((other) => other.token({ aud: orders }, { kid: 'unknown' }))).toBeNull();
  });
});
