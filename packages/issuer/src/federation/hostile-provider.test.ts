import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Configuration } from 'openid-client';
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
import { exchangeCode } from './exchange-code.service.ts';
import { createProviderClients } from './provider-clients.service.ts';

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

const attempt = { nonce: 'n', codeVerifier: 'v'.repeat(43), interaction: 'i' };
const atRest = systemRandom.bytes(32);

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
  const configuration = await discover(timeoutFor(path));
  const callback = new URL(`http://localhost/callback?code=c&state=s&iss=${server.url}`);
  return exchangeCode(configuration!, callback, { attempt, state: 's' });
}

function discover(timeoutMs: number): Promise<Configuration | null> {
  const clients = createProviderClients(
    { clock: createTestClock(), secrets: { atRest } as never, log: pino({ level: 'silent' }) },
    { maxBytes: 64 * 1024, timeoutMs },
  );
  const clientSecret = encryptAtRest(
    atRest,
    'provider acme',
    Buffer.from('a secret'),
    systemRandom,
  );
  const provider = { id: 'acme', issuer: server.url, clientId: 'sallyport', clientSecret };
  return clients.discover(provider as never);
}

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
  await signIn('userinfo_endpoint', path).catch(() => null);
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});

test.each(misbehaviours)('discovery that answers like %s finds no provider', async (path) => {
  server.documents.clear();
  server.aliases.set('/.well-known/openid-configuration', path);
  onTestFinished(() => server.aliases.clear());
  const before = server.sent();
  expect(await discover(timeoutFor(path))).toBeNull();
  expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
});
