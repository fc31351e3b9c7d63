import { createServer } from 'node:http';
import { connect } from '../../../packages/issuer/src/database/connection.ts';
import { startPostgres } from '../../../packages/sallyport/src/postgres/supervisor.ts';
import { scratchVariable } from '../contender.ts';
import { listen, offerHttp } from './offer.ts';

/**
 * As little as a page with one round trip to the database can do: a row by its key, in a PostgreSQL of
 * the same settings, and a text of the page's size that is never made anew.
 */
const log = { info() {}, warn: console.error, error: console.error };
const database = await startPostgres({ dataDir: process.env[scratchVariable]!, log });
const sql = connect({ url: database.url });
await sql`create table requests (id text primary key, content jsonb)`;
await sql`insert into requests values ('one', '{"client":"shop"}')`;
const page = `<!doctype html><title>Sign in</title><input name="password">${' '.repeat(5_000)}`;

const server = createServer(async (_, response) => {
  const [row] = await sql`select content from requests where id = ${'one'}`;
  response.writeHead(row ? 200 : 404, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': page.length,
  });
  response.end(page);
});

offerHttp(
  {
    url: `${await listen(server)}/sign-in/one`,
    method: 'GET',
    headers: {},
    expect: { status: 200, contains: 'name="password"' },
  },
  async () => {
    await sql.end();
    await database.stop();
  },
);
