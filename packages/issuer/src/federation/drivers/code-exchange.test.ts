import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import type { Upstream } from '../driver.ts';
import { exchangeCode } from './code-exchange.driver.ts';

const state = 'a'.repeat(43);
const attempt = { nonce: 'n', codeVerifier: 'v'.repeat(43) };

/** A provider whose token response and keys are these. */
async function startTokenEndpoint(idToken: (issuer: string) => Promise<string>, key: object) {
  const server = createServer(async (request, response) => {
    const body =
      request.url === '/jwks'
        ? { keys: [key] }
        : { access_token: 'a', token_type: 'Bearer', id_token: await idToken(issuer) };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return issuer;
}

const exchange = (issuer: string) =>
  exchangeCode(
    {
      ...{ clientId: 'us', secret: 's', redirectUri: 'https://us.example', settings: {} },
      ...{ plainHttp: true, fetch: (url: string, init: object) => fetch(url, init) },
    } as unknown as Upstream<object>,
    { parameters: new URLSearchParams({ code: 'c', state }), state, attempt },
    {
      metadata: {
        ...{ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` },
        id_token_signing_alg_values_supported: ['PS256'],
      },
      differences: { issuer: () => issuer },
      pkce: () => true,
    },
  );

test('an RSA signature without its leading zero byte is none (RFC 8017, section 8.1.2)', async () => {
  const { privateKey, publicKey } = await generateKeyPair('PS256');
  /** One in 256 begins with a zero byte. */
  async function sign(issuer: string, isCut: boolean): Promise<string> {
    for (let count = 0; ; count++) {
      const token = await new SignJWT({ nonce: attempt.nonce, count })
        .setProtectedHeader({ alg: 'PS256', kid: 'k' })
        .setIssuer(issuer)
        .setSubject('ann')
        .setAudience('us')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey);
      const [header, payload, signature] = token.split('.');
      const bytes = Buffer.from(signature!, 'base64url');
      if (bytes[0] !== 0) continue;
      return isCut ? `${header}.${payload}.${bytes.subarray(1).toString('base64url')}` : token;
    }
  }
  const key = { ...(await exportJWK(publicKey)), kid: 'k' };
  const whole = await startTokenEndpoint((issuer) => sign(issuer, false), key);
  expect((await exchange(whole)).claims).toMatchObject({ sub: 'ann' });
  const cut = await startTokenEndpoint((issuer) => sign(issuer, true), key);
  await expect(exchange(cut)).rejects.toThrow('another length');
});
