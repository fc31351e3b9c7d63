import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { SwapRequest } from '@sallyport/protocol/internal.ts';
import { connect } from '../../../packages/issuer/src/database/connection.ts';
import { startPostgres } from '../../../packages/sallyport/src/postgres/supervisor.ts';
import { scratchVariable } from '../contender.ts';
import { listen, offerHttp } from './offer.ts';
import { swapping } from './swapping.ts';

/**
 * As little as a swap can be: one row read by its key, in a PostgreSQL of the same settings, and one ES256
 * signature over claims of the usual size. A statement for each, where Sallyport shares them.
 */
const log = { info() {}, warn: console.error, error: console.error };
const database = await startPostgres({ dataDir: process.env[scratchVariable]!, log });
const sql = connect({ url: database.url });
await sql`create table tokens (id text primary key, claims jsonb)`;
const tokens = Array.from({ length: 64 }, (_, index) => `${index}`.padStart(300, 'x'));
const claims = { iss: 'https://issuer.example', permissions: 'orders:read', pad: 'x'.repeat(500) };
for (const token of tokens) await sql`insert into tokens values (${token}, ${sql.json(claims)})`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const server = createServer(async (request, response) => {
  const { swaps } = (await json(request)) as SwapRequest;
  const [row] = await sql`select claims from tokens where id = ${swaps[0]!.token}`;
  const signed = Buffer.from(JSON.stringify(row!['claims'])).toString('base64url');
  const signature = sign('sha256', Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const jwt = `${signed}.${signature.toString('base64url')}`;
  const body = JSON.stringify({ results: [{ ok: true, jwt }] });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});

offerHttp(swapping(await listen(server), tokens), async () => {
  await sql.end();
  await database.stop();
});
