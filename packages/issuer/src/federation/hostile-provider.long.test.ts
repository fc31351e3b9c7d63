import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestClock } from '../../../../testing/clock.ts';
import {
  type HostileServer,
  misbehaviours,
  startHostileServer,
  timeoutFor,
} from '../../../../testing/hostile-server.ts';
import { encryptAtRest } from '../keys/at-rest.ts';
import { systemRandom } from '../runtime/random.ts';
import type { Provider } from './provider.ts';
import type { ProviderTypeName } from './provider-types.ts';
import { createUpstreams } from './upstreams.service.ts';

let server: HostileServer;
let idToken: string;
const jwks: { keys: object[] } = { keys: [] };

beforeAll(async () => {
  server = await startHostileServer();
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  jwks.keys.push({ ...(await exportJWK(publicKey)), kid: 'first', alg: 'RS256' });
  idToken = await new SignJWT({ nonce: attempt.nonce })
    .setProtectedHeader({ alg: 'RS256', kid: 'first' })
    .setIssuer(server.url)
    .setAudience('sallyport')
    .setSubject('alice')
    .setIssuedAt()
    .setExpirationTime('1 min')
    .sign(privateKey);
});
afterAll(() => server.close());

const attempt = { nonce: 'n', codeVerifier: 'v'.repeat(43), state: 's' };
const atRest = systemRandom.bytes(32);

/** A provider of this type at the hostile server, that is given so many milliseconds. */
function open(type: ProviderTypeName, timeoutMs: number, settings: Record<string, unknown> = {}) {
  const context = {
    clock: createTestClock(),
    secrets: { atRest },
    log: pino({ level: 'silent' }),
    settings: { url: 'http://localhost' },
  };
  const upstreams = createUpstreams(context as never, { maxBytes: 64 * 1024, timeoutMs });
  const secret = encryptAtRest(atRest, 'provider acme', Buffer.from('a secret'), systemRandom);
  const provider: Provider = {
    ...{ id: 'acme', type, name: 'Acme', issuer: server.url, clientId: 'sallyport' },
    ...{ clientSecret: secret, scopes: [], defaultGroups: [], trustedForDomains: [], settings },
  };
  return upstreams.open(provider);
}

/** What a sign-in at this provider comes to, when one of its endpoints misbehaves. */
async function signIn(endpoint: string, path: string): Promise<unknown> {
  server.documents.set('/token', { access_token: 'a', token_type: 'Bearer', id_token: idToken });
  server.documents.set('/jwks', jwks);
  server.documents.set('/.well-known/openid-configuration', {
    issuer: server.url,
    authorization_endpoint: `${server.url}/authorize`,
    token_endpoint: `${server.url}/token`,
    jwks_uri: `${server.url}/jwks`,
    userinfo_endpoint: `${server.url}/userinfo`,
    [endpoint]: server.url + path,
  });
  return finish(open('oidc', timeoutFor(path)));
}

function finish({ driver, upstream }: ReturnType<typeof open>) {
  const parameters = new URLSearchParams({ code: 'c', state: 's', iss: server.url });
  return driver.finish(upstream, { parameters, state: 's', attempt });
}

test('one that answers as it should signs the person in', async () => {
  server.documents.set('/userinfo', { sub: 'alice', email: 'alice@example.com' });
  onTestFinished(() => void server.documents.delete('/userinfo'));
  const answer = await signIn('userinfo_endpoint', '/userinfo');
  expect(answer).toMatchObject({ profile: { subject: 'alice', email: 'alice@example.com' } });
});

const read = ['token_endpoint', 'jwks_uri'].flatMap((endpoint) =>
  misbehaviours.map((path) => ({ endpoint, path })),
);

test.each(read)('$endpoint that answers like $path ends the sign-in', async (asked) => {
  const before = server.sent();
  await expect(signIn(asked.endpoint, asked.path)).rejects.toThrow();
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});

test.each(misbehaviours)('userinfo like %s is left within the bounds', async (path) => {
  const before = server.sent();
  expect(await signIn('userinfo_endpoint', path)).toMatchObject({
    profile: { subject: 'alice', email: null },
  });
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});

test.each(misbehaviours)('discovery that answers like %s finds no provider', async (path) => {
  server.documents.clear();
  server.aliases.set('/.well-known/openid-configuration', path);
  onTestFinished(() => server.aliases.clear());
  const before = server.sent();
  const { driver, upstream } = open('oidc', timeoutFor(path));
  const request = {
    attempt,
    loginHint: undefined,
    maxAge: undefined,
    selectAccount: false,
    acrValues: [],
  };
  await expect(driver.start(upstream, request)).rejects.toMatchObject({ name: 'UnreachableError' });
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});

test.each([
  undefined,
  '',
  '/authorize',
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://a.example',
])('metadata that sends the browser to %j sends it nowhere', async (endpoint) => {
  server.documents.set('/.well-known/openid-configuration', {
    issuer: server.url,
    authorization_endpoint: endpoint,
  });
  const { driver, upstream } = open('oidc', 10_000);
  const request = {
    attempt,
    loginHint: undefined,
    maxAge: undefined,
    selectAccount: false,
    acrValues: [],
  };
  await expect(driver.start(upstream, request)).rejects.toThrow('authorization_endpoint');
});

test.each(misbehaviours)('an API that answers like %s tells of no person', async (path) => {
  server.documents.set('/token', { access_token: 'a', token_type: 'Bearer' });
  const before = server.sent();
  const settings = {
    issuer: server.url,
    authorization_endpoint: `${server.url}/authorize`,
    token_endpoint: `${server.url}/token`,
    userinfo_endpoint: server.url + path,
  };
  await expect(finish(open('oauth2', timeoutFor(path), settings))).rejects.toThrow();
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});
