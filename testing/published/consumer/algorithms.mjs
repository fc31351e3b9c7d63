import { once } from 'node:events';
import { createServer } from 'node:http';
import { createVerifier } from '@sallyport/guard';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const audience = 'https://orders.example';
const algorithms = ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const pairs = await Promise.all(
  algorithms.map((alg) => generateKeyPair(alg, { extractable: true })),
);
const keys = await Promise.all(
  pairs.map(async ({ publicKey }, index) => ({
    ...(await exportJWK(publicKey)),
    kid: String(index),
    alg: algorithms[index],
  })),
);
const server = createServer((request, response) => {
  const body = request.url === '/jwks' ? { keys } : { issuer, jwks_uri: `${issuer}/jwks` };
  response.end(JSON.stringify(body));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const verify = createVerifier({ issuer, audience });
const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: issuer,
  aud: audience,
  sub: 'user-1',
  client_id: 'test',
  jti: '1',
  iat: now,
  exp: now + 60,
};
for (const [index, alg] of algorithms.entries()) {
  const header = { alg, kid: String(index), typ: 'at+jwt' };
  const token = await new SignJWT(claims).setProtectedHeader(header).sign(pairs[index].privateKey);
  const { subject } = await verify(token);
  const other = token.slice(0, -8) + (token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA');
  const refusal = await verify(other).then(
    () => 'accepted',
    ({ code }) => code,
  );
  console.log(alg, subject, refusal);
}
server.close();
server.closeAllConnections();
