import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { listen } from './offer.ts';

export const audience = 'https://orders.example';

export interface Verification {
  issuer: string;
  jwksUri: string;
  /** A different JWT each time, all good for an hour. */
  tokens: string[];
}

/**
 * An issuer that publishes one ES256 key, and JWTs that it signed.
 *
 * @param count how many JWTs
 */
export async function prepareVerification(count: number): Promise<Verification> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key: JWK = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    const body = request.url?.startsWith('/.well-known/')
      ? { issuer, jwks_uri: jwksUri }
      : { keys: [key] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  const issuer = await listen(server);
  const jwksUri = `${issuer}/jwks`;
  const sign = (jti: string) =>
    new SignJWT({ client_id: 'bench', jti, permissions: ['orders:read'] })
      .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject('somebody')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  const tokens = await Promise.all(Array.from({ length: count }, (_, index) => sign(`t${index}`)));
  return { issuer, jwksUri, tokens };
}

/** Goes through them, around and around. */
export function inTurn<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => items[index++ % items.length]!;
}
