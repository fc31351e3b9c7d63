import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { listen } from './listen.ts';

/** What an issuer is to the services: metadata, keys, JWTs made for them, links, token exchange. */
export async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256' };
  const linksAsked: unknown[] = [];
  let linkStatus = 201;
  let exchanged: [audience: string, claims: JWTPayload] = ['', {}];

  const running = await listen(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString('utf8');
    if (request.url === '/links') linksAsked.push(JSON.parse(body));
    const answers: Record<string, [number, object]> = {
      '/.well-known/openid-configuration': [
        200,
        { issuer: running.url, jwks_uri: `${running.url}/jwks` },
      ],
      '/jwks': [200, { keys: [jwk] }],
      '/token': [200, { access_token: await token(...exchanged), expires_in: 60 }],
      '/links': [
        linkStatus,
        linkStatus === 201
          ? { id: 'link-1', url: 'http://shop/#x', expires_at: '2026-11-23T12:00:00.000Z' }
          : { error: 'invalid_client', error_description: 'The secret is wrong.' },
      ],
    };
    const [status, answer] = answers[request.url ?? ''] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }, 0);

  return {
    ...running,
    linksAsked,
    refuseLinks() {
      linkStatus = 401;
    },
    /** What a JWT is exchanged for from now on. */
    exchangeFor(audience: string, claims: JWTPayload) {
      exchanged = [audience, claims];
    },
    token,
  };

  function token(audience: string, claims: JWTPayload): Promise<string> {
    return new SignJWT({ sub: 'user-1', sub_kind: 'user', client_id: 'shop-web', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'key', typ: 'at+jwt' })
      .setIssuer(running.url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1m')
      .setJti(crypto.randomUUID())
      .sign(privateKey);
  }
}
