import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createGuard } from './check-request.ts';
import { createTestIssuer, type TestIssuer, type TestToken } from './testing.ts';
import { createVerifier } from './verify.ts';

const audience = 'https://orders.example';
let issuer: TestIssuer;

beforeAll(async () => {
  issuer = await createTestIssuer({ audience });
});

const verify = async (token: TestToken = {}) =>
  createVerifier(issuer.options)(await issuer.token(token));

describe('the guard accepts', () => {
  test('a token about which nothing was said', async () => {
    expect(await verify()).toMatchObject({
      kind: 'user',
      subject: 'user-1',
      roles: [],
      permissions: [],
    });
  });

  test('what the token is told to say', async () => {
    const detail = { type: 'order', identifier: '42', actions: ['read'] };
    expect(
      await verify({
        subject: 'link:7',
        kind: 'link',
        clientId: 'shop',
        roles: ['support'],
        permissions: ['orders:read'],
        scope: ['openid', 'orders'],
        authorizationDetails: [detail],
        claims: { name: 'Alice' },
      }),
    ).toMatchObject({
      kind: 'link',
      subject: 'link:7',
      clientId: 'shop',
      roles: ['support'],
      permissions: ['orders:read'],
      scope: ['openid', 'orders'],
      authorizationDetails: [detail],
      name: 'Alice',
    });
  });

  test('a client as the caller', async () => {
    const principal = await verify({ kind: 'client', subject: 'billing' });
    expect(principal).toMatchObject({ kind: 'client', clientId: 'billing' });
  });
});

test.each<[code: string, token: TestToken]>([
  ['token_expired', { expiresIn: -60 }],
  ['token_wrong_audience', { audience: 'https://reports.example' }],
  ['token_wrong_issuer', { claims: { iss: 'https://other.example' } }],
  ['token_claim_invalid', { claims: { sub: undefined } }],
  ['token_wrong_type', { header: { typ: 'JWT' } }],
])('the guard refuses with %s', async (code, token) => {
  await expect(verify(token)).rejects.toMatchObject({ code });
});

test('the token of another test issuer is signed with an unknown key', async () => {
  const other = await createTestIssuer({ audience });
  await expect(createVerifier(issuer.options)(await other.token())).rejects.toMatchObject({
    code: 'token_key_unknown',
  });
});

test('nothing is asked over the network', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  try {
    const authorization = `Bearer ${await issuer.token({ permissions: ['orders:read'] })}`;
    const request = new Request('https://orders.example/', { headers: { authorization } });
    const { refusal } = await createGuard(issuer.options).check(request, 'orders:read');
    expect(refusal).toBeNull();
    expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([
      expect.stringMatching(/^data:application\/json,/),
    ]);
  } finally {
    fetched.mockRestore();
  }
});
