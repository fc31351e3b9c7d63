import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';

export const audience = 'https://orders.example';

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export async function makeKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

/** What to say otherwise than usual; undefined leaves it out. */
type Changes = Record<string, unknown>;

/** An issuer over real HTTP whose keys, documents and moods a test sets. */
export interface TestIssuer {
  url: string;
  /** What `/jwks` serves. */
  keys: SigningKey[];
  /** Requests to `/jwks` so far. */
  fetches: number;
  /** Status of every answer: 200, or an outage. */
  status: number;
  /** Replaces the body of a path. */
  bodies: Map<string, string>;
  claims(changes?: Changes): JWTPayload;
  /** A token as the gateway would forward it, signed by the first key. */
  token(changes?: Changes, header?: Changes): Promise<string>;
  /** Just these claims, signed by the first key. */
  sign(claims: JWTPayload, header: Changes): Promise<string>;
  close(): Promise<void>;
}

export async function startIssuer(nowSeconds = () => Math.floor(Date.now() / 1000)) {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/jwks') issuer.fetches += 1;
    const body = issuer.bodies.get(path) ?? document(path);
    response.writeHead(body === undefined ? 404 : issuer.status, {
      'content-type': 'application/json',
    });
    response.end(body);
  });
  const url = await listen(server);

  function document(path: string): string | undefined {
    if (path === '/jwks') return JSON.stringify({ keys: issuer.keys.map((key) => key.publicJwk) });
    if (path === '/.well-known/openid-configuration') {
      return JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` });
    }
    return undefined;
  }

  const issuer: TestIssuer = {
    url,
    keys: [await makeKey('first')],
    fetches: 0,
    status: 200,
    bodies: new Map(),
    claims: (changes = {}) => ({
      iss: url,
      aud: audience,
      sub: 'user-1',
      sub_kind: 'user',
      client_id: 'shop-web',
      jti: crypto.randomUUID(),
      iat: nowSeconds(),
      exp: nowSeconds() + 60,
      roles: ['support'],
      permissions: ['orders:read'],
      ...changes,
    }),
    token: (changes, header) => issuer.sign(issuer.claims(changes), { typ: 'at+jwt', ...header }),
    sign(claims, header) {
      const key = issuer.keys[0]!;
      return new SignJWT(claims)
        .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
        .sign(key.privateKey);
    },
    close: () => close(server),
  };
  return issuer;
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
