import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GuardErrorCode } from './errors.ts';
import { audience, makeKey, startIssuer, type TestIssuer } from './issuer.fixture.ts';
import { createVerifier, type Verify } from './verify.ts';

let issuer: TestIssuer;
let verify: Verify;
let anyJwt: Verify;

beforeAll(async () => {
  issuer = await startIssuer();
  verify = createVerifier({ issuer: issuer.url, audience });
  anyJwt = createVerifier({ issuer: issuer.url, audience, profile: 'any-jwt' });
});
afterAll(() => issuer.close());

const seconds = () => Math.floor(Date.now() / 1000);

test('a good token gives its principal', async () => {
  const details = [{ type: 'order', identifier: '42', actions: ['read'] }];
  const token = await issuer.token({
    name: 'Alice',
    email: 'alice@example.com',
    scope: 'openid profile',
    authorization_details: details,
  });
  expect(await verify(token)).toMatchObject({
    kind: 'user',
    subject: 'user-1',
    clientId: 'shop-web',
    roles: ['support'],
    permissions: ['orders:read'],
    authorizationDetails: details,
    scope: ['openid', 'profile'],
    name: 'Alice',
    email: 'alice@example.com',
    claims: { iss: issuer.url },
  });
});

test.each(asymmetricAlgorithms)('%s is accepted', async (alg) => {
  const other = await startIssuer();
  try {
    other.keys = [await makeKey('key', alg)];
    const verifyOther = createVerifier({ issuer: other.url, audience });
    expect(await verifyOther(await other.token())).toMatchObject({ subject: 'user-1' });
  } finally {
    await other.close();
  }
});

test.each([
  [true, true],
  [false, false],
  [undefined, false],
  ['true', false],
])('whether the address is verified stands beside it: %s is %s', async (said, right) => {
  const claims = { email: 'alice@example.com', email_verified: said };
  const principal = await verify(await issuer.token(claims));
  expect(principal).toMatchObject({ email: 'alice@example.com', emailVerified: right });
});

test('without an address nothing is said of one', async () => {
  const principal = await verify(await issuer.token({ email_verified: true }));
  expect(principal).not.toHaveProperty('emailVerified');
});

test('a list of audiences may contain ours', async () => {
  const token = await issuer.token({ aud: ['https://other.example', audience] });
  expect(await verify(token)).toMatchObject({ subject: 'user-1' });
});

test('application/at+jwt is the same as at+jwt', async () => {
  const token = await issuer.token({}, { typ: 'application/at+jwt' });
  expect(await verify(token)).toMatchObject({ subject: 'user-1' });
});

test.each([
  [{ exp: -4 }, true],
  [{ exp: -5 }, false],
  [{ nbf: 5 }, true],
  [{ nbf: 6 }, false],
])('clocks may differ by a few seconds: %j', async (times, good) => {
  const now = seconds();
  const there = createVerifier({ issuer: issuer.url, audience, now: () => 1_000 * now });
  const claims = Object.entries(times).map(([name, offset]) => [name, now + offset]);
  const verified = there(await issuer.token(Object.fromEntries(claims)));
  expect(await verified.then(Boolean, () => false)).toBe(good);
});

/** Each refusal once: what is wrong with the token, and the code that says so. */
const refused: [string, GuardErrorCode, () => Promise<string> | string][] = [
  ['another audience', 'token_wrong_audience', () => issuer.token({ aud: 'https://x.example' })],
  ['no audience', 'token_claim_invalid', () => issuer.token({ aud: undefined })],
  ['another issuer', 'token_wrong_issuer', () => issuer.token({ iss: 'https://evil.example' })],
  [
    'an issuer with a slash more',
    'token_wrong_issuer',
    () => issuer.token({ iss: `${issuer.url}/` }),
  ],
  ['an end in the past', 'token_expired', () => issuer.token({ exp: seconds() - 60 })],
  ['no end', 'token_claim_invalid', () => issuer.token({ exp: undefined })],
  ['a beginning to come', 'token_not_yet_valid', () => issuer.token({ nbf: seconds() + 60 })],
  ['no subject', 'token_claim_invalid', () => issuer.token({ sub: undefined })],
  ['no client', 'token_claim_invalid', () => issuer.token({ client_id: undefined })],
  ['no id', 'token_claim_invalid', () => issuer.token({ jti: undefined })],
  ['no time of issue', 'token_claim_invalid', () => issuer.token({ iat: undefined })],
  ['roles that are no list', 'token_claim_invalid', () => issuer.token({ roles: 'support' })],
  [
    'details that are not understood',
    'token_claim_invalid',
    () => issuer.token({ authorization_details: [{ type: 'payment', amount: 5 }] }),
  ],
  [
    'a key to prove possession of',
    'token_sender_constrained',
    () => issuer.token({ cnf: { jkt: 'thumbprint' } }),
  ],
  ['the type JWT', 'token_wrong_type', () => issuer.token({}, { typ: 'JWT' })],
  ['no type', 'token_wrong_type', () => issuer.token({}, { typ: undefined })],
  ['no signature', 'token_wrong_algorithm', unsecured],
  ['an HMAC with the public key', 'token_wrong_algorithm', hmacWithPublicKey],
  ['claims that were changed', 'token_signature_invalid', tampered],
  ['the signature of another key', 'token_signature_invalid', signedByAnother],
  ['a key id not in the set', 'token_key_unknown', () => issuer.token({}, { kid: 'unknown' })],
  ['an extension that must be understood', 'token_malformed', withCriticalExtension],
  ['too many characters', 'token_too_large', () => issuer.token({ blob: 'x'.repeat(20_000) })],
  ['no dots', 'token_malformed', () => 'sp_at_abcdef'],
  ['nothing in it', 'token_malformed', () => ''],
];

describe('refused is a token with', () => {
  test.each(refused)('%s: %s', async (_what, code, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ name: 'GuardError', code });
  });
});

function unsecured(): string {
  const [, payload] = new UnsecuredJWT(issuer.claims()).encode().split('.');
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
}

async function hmacWithPublicKey(): Promise<string> {
  const secret = await crypto.subtle.importKey(
    'raw',
    Buffer.from(JSON.stringify(issuer.keys[0]!.publicJwk)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const header = { alg: 'HS256', typ: 'at+jwt', kid: issuer.keys[0]!.kid };
  const input = `${encode(header)}.${encode(issuer.claims())}`;
  const mac = await crypto.subtle.sign('HMAC', secret, Buffer.from(input));
  return `${input}.${Buffer.from(mac).toString('base64url')}`;
}

async function tampered(): Promise<string> {
  const [header, , signature] = (await issuer.token()).split('.');
  return `${header}.${encode(issuer.claims({ permissions: ['orders:refund'] }))}.${signature}`;
}

async function signedByAnother(): Promise<string> {
  const [header, payload] = (await issuer.token()).split('.');
  const other = await makeKey('first');
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    other.privateKey,
    Buffer.from(`${header}.${payload}`),
  );
  return `${header}.${payload}.${Buffer.from(signature).toString('base64url')}`;
}

async function withCriticalExtension(): Promise<string> {
  const [, payload, signature] = (await issuer.token()).split('.');
  const header = { alg: 'ES256', kid: 'first', typ: 'at+jwt', crit: ['new'], new: true };
  return `${encode(header)}.${payload}.${signature}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the profile any-jwt', () => {
  test('accepts what Entra ID sends: scp, azp, no client_id', async () => {
    const token = await issuer.token(
      {
        client_id: undefined,
        jti: undefined,
        sub_kind: undefined,
        azp: 'app-1',
        scp: 'read write',
      },
      { typ: 'JWT' },
    );
    expect(await anyJwt(token)).toMatchObject({
      kind: 'user',
      clientId: 'app-1',
      scope: ['read', 'write'],
    });
  });

  test('accepts what Keycloak sends: roles of the realm', async () => {
    const claims = { roles: undefined, realm_access: { roles: ['clerk'] } };
    expect(await anyJwt(await issuer.token(claims, { typ: 'JWT' }))).toMatchObject({
      roles: ['clerk'],
    });
  });

  test('knows a client by itself at Auth0', async () => {
    const claims = { sub: 'abc@clients', sub_kind: undefined, client_id: undefined, azp: 'abc' };
    expect(await anyJwt(await issuer.token(claims, { typ: 'JWT' }))).toMatchObject({
      kind: 'client',
      clientId: 'abc',
    });
  });

  test('takes permissions from roles where it is told how', async () => {
    const mapped = createVerifier({
      issuer: issuer.url,
      audience,
      profile: 'any-jwt',
      permissions: ({ roles }) => (roles.includes('support') ? ['orders:refund'] : []),
    });
    expect((await mapped(await issuer.token({}, { typ: 'JWT' }))).permissions).toEqual([
      'orders:refund',
    ]);
  });

  test('knows a service account of Keycloak', async () => {
    const claims = { sub_kind: undefined, client_id: 'robot', azp: 'robot' };
    const token = await issuer.token(
      { ...claims, preferred_username: 'service-account-robot' },
      { typ: 'JWT' },
    );
    expect(await anyJwt(token)).toMatchObject({ kind: 'client', clientId: 'robot' });
  });

  test('refuses no token for a claim of another shape', async () => {
    const details = [{ type: 'payment', amount: 5 }];
    const token = await issuer.token({ roles: 'support', authorization_details: details });
    expect(await anyJwt(token)).toMatchObject({ roles: [], authorizationDetails: [] });
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_claim_invalid' });
  });

  test('leaves the array that it is given as it was', async () => {
    const own = ['orders:read'];
    const mapped = createVerifier({ issuer: issuer.url, audience, permissions: () => own });
    const { permissions } = await mapped(await issuer.token());
    expect(Object.isFrozen(permissions)).toBe(true);
    expect(Object.isFrozen(own)).toBe(false);
  });

  test('still refuses what is marked as another kind of JWT', async () => {
    await expect(anyJwt(await issuer.token({}, { typ: 'logout+jwt' }))).rejects.toMatchObject({
      code: 'token_wrong_type',
    });
  });

  test('still compares the audience', async () => {
    const token = await issuer.token({ aud: 'a-client' }, { typ: 'JWT' });
    await expect(anyJwt(token)).rejects.toMatchObject({ code: 'token_wrong_audience' });
  });
});

test('no request can change the principal that another one shares', async () => {
  const token = await issuer.token();
  const principal = await verify(token);
  expect(() => (principal.permissions as string[]).push('orders:refund')).toThrow(TypeError);
  expect(await verify(token)).toBe(principal);
});

test('an audience left out is a mistake at once and no open door', () => {
  expect(() => createVerifier({ issuer: issuer.url, audience: '' })).toThrow(/audience/);
});

test.each(['', 'a..b', []])('a map that names no claim is a mistake at once: %j', (sub) => {
  expect(() => createVerifier({ issuer: issuer.url, audience, map: { sub } })).toThrow(/map/);
});

test('an issuer that is no URL is a mistake at once', () => {
  expect(() => createVerifier({ issuer: 'issuer', audience })).toThrow(/issuer/);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
  'a tolerance of %d seconds is a mistake at once',
  (clockTolerance) => {
    const make = () => createVerifier({ issuer: issuer.url, audience, clockTolerance });
    expect(make).toThrow(/clockTolerance/);
  },
);
