import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { connect } from '../../../packages/issuer/src/database/connection.ts';
import { startPostgres } from '../../../packages/sallyport/src/postgres/supervisor.ts';
import { scratchVariable } from '../contender.ts';
import { redemption } from './link-request.ts';
import { listen, offerSpending } from './offer.ts';

/** As little as redeeming can be: one UPDATE by the hash, in a PostgreSQL of the same settings. */
const log = { info() {}, warn: console.error, error: console.error };
const database = await startPostgres({ dataDir: process.env[scratchVariable]!, log });
const sql = connect({ url: database.url });
await sql`create table links (id uuid primary key, token_hash bytea unique, used boolean)`;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const server = createServer(async (request, response) => {
  const { action_token: token } = (await json(request)) as { action_token: string };
  const [row] = await sql`
    update links set used = true where token_hash = ${hashOf(token)} and not used returning id`;
  const body = JSON.stringify({ access_token: randomBytes(96).toString('base64url') });
  response.writeHead(row ? 200 : 400, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});
const origin = await listen(server);

offerSpending(
  async (count) => {
    const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
    for (let at = 0; at < tokens.length; at += 1_000) {
      const part = tokens.slice(at, at + 1_000);
      await sql`insert into links select * from unnest(
        ${part.map(() => randomUUID())}::uuid[], ${part.map(hashOf)}::bytea[],
        ${part.map(() => false)}::boolean[])`;
    }
    return redemption(`${origin}/links/redeem`, tokens);
  },
  async () => {
    await sql.end();
    await database.stop();
  },
);
