import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { listen } from './offer.ts';

export const audience = 'https://orders.example';

export interface Verification {
  issuer: string;
  jwksUri: string;
  /** Different JWTs, all good for an hour, as bytes: see `received`. */
  tokens: Buffer[];
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
      .setSubject('a user')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  const signed = await Promise.all(Array.from({ length: count }, (_, index) => sign(`t${index}`)));
  const tokens = signed.map((jwt) => Buffer.from(jwt));
  return { issuer, jwksUri, tokens };
}

/**
 * A token as a request brings it: a new string each time. One that is kept has its hash computed
 * already, and a cache looks faster with it than it is.
 */
export const received = (token: Buffer): string => token.toString('latin1');

/** Goes through them, around and around. */
export function inTurn(tokens: readonly Buffer[]): () => string {
  let index = 0;
  return () => received(tokens[index++ % tokens.length]!);
}
