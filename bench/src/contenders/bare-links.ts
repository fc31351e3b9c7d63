import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { connect } from '../../../packages/issuer/src/database/connection.ts';
import { startPostgres } from '../../../packages/sallyport/src/postgres/supervisor.ts';
import { scratchVariable } from '../contender.ts';
import { benchAuthorization } from './client-credentials.ts';
import { linkRequest } from './link-request.ts';
import { listen, offerHttp } from './offer.ts';

/**
 * As little as a maker of durable one-time links can do: one INSERT in a PostgreSQL of the same
 * settings, over as many connections, and nothing asked but the secret.
 */
const log = { info() {}, warn: console.error, error: console.error };
const database = await startPostgres({ dataDir: process.env[scratchVariable]!, log });
const sql = connect({ url: database.url });
await sql`create table links (id uuid primary key, token_hash bytea unique, content jsonb)`;

const server = createServer(async (request, response) => {
  if (request.headers.authorization !== benchAuthorization) {
    response.writeHead(401).end();
    return;
  }
  const asked = (await json(request)) as { url: string };
  const id = randomUUID();
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest();
  await sql`insert into links values (${id}, ${hash}, ${sql.json(asked)})`;
  const body = JSON.stringify({ id, url: `${asked.url}#action_token=${token}` });
  response.writeHead(201, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});

offerHttp(linkRequest(await listen(server)), async () => {
  await sql.end();
  await database.stop();
});
