import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, orders, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { openToken, type SealedFacts, sealToken } from '../tokens/sealed-token.ts';
import { createFactsReader } from './facts-reader.service.ts';
import { resolveAccess } from './resolve-access.service.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  // One, so that its statistics are those of the statements.
  issuer = await startTestIssuer(shop, { databaseConnections: 1 });
});
afterAll(() => issuer.close());

const tokenOfAlice = async () => (await signInToShop(issuer.url)).access_token;

const opened = async (): Promise<SealedFacts> =>
  openToken(await tokenOfAlice(), issuer.context.keys)!;

/** How often each partition's indexes were used so far. */
async function indexScans(): Promise<Map<string, number>> {
  const { sql } = issuer.context;
  await sql`select pg_stat_force_next_flush()`;
  const rows = await sql<{ name: string; scans: number }[]>`
    select relname as name, coalesce(idx_scan, 0)::float8 as scans from pg_stat_user_tables
    where relname ~ '^(grants|sessions|links|revoked_tokens)_\\d{8}$'`;
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}

async function partitionsReadBy(run: () => Promise<unknown>): Promise<string[]> {
  const before = await indexScans();
  await run();
  const read = [...(await indexScans())].filter(([name, scans]) => scans > before.get(name)!);
  return read.map(([name]) => name.slice(0, -'_20261126'.length)).toSorted();
}

test('a token is looked up in one partition of each table, and in no table of another kind', async () => {
  const token = await opened();
  const read = await partitionsReadBy(() => issuer.context.facts(token, orders));
  expect(read).toEqual(['grants', 'revoked_tokens', 'sessions']);
});

test('one that does not say where its rows are, as those of a version before, is found all the same', async () => {
  const { rows, ...older } = await opened();
  expect(rows?.session).toBeGreaterThan(0);
  const { keys, random } = issuer.context;
  const token = sealToken(older, keys, random);
  expect(openToken(token, keys)).toEqual(older);
  expect(await resolveAccess(token, orders, issuer.context)).toMatchObject({ ok: true });
});

test('a refreshed token says it as the first one does', async () => {
  const { access_token, refresh_token } = await signInToShop(issuer.url);
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
  });
  const refreshed = (await answer.json()) as { access_token: string };
  const { keys } = issuer.context;
  expect(openToken(refreshed.access_token, keys)?.rows).toEqual(
    openToken(access_token, keys)!.rows,
  );
});

test('of a grant that outlives its session no session is looked for', async () => {
  const { access_token } = await signInToShop(issuer.url, {
    scope: 'openid offline_access',
    person: alice,
  });
  const token = openToken(access_token, issuer.context.keys)!;
  expect(token.rows).not.toHaveProperty('session');
  const read = await partitionsReadBy(async () => {
    expect(await issuer.context.facts(token, orders)).toMatchObject({ holder: { kind: 'user' } });
  });
  expect(read).toEqual(['grants', 'revoked_tokens']);
});

test('those who ask at the same moment share a statement, which commits a write', async () => {
  const tokens = [await opened(), await opened()];
  const { sql, clock } = issuer.context;
  const statements: string[] = [];
  const counted = new Proxy(sql, {
    apply(target, self, [parts, ...values]) {
      if (parts[0].includes('with asked as')) statements.push(parts.join('?'));
      return Reflect.apply(target, self, [parts, ...values]);
    },
  });
  const facts = createFactsReader({ sql: counted, clock });
  const [before] = await sql`select pg_current_wal_lsn() as at`;
  const found = await Promise.all([...tokens, ...tokens].map((token) => facts(token, orders)));
  const [after] = await sql`select pg_current_wal_lsn() > ${before!['at']} as moved`;
  expect(found.map(({ holder }) => holder?.kind)).toEqual(['user', 'user', 'user', 'user']);
  expect(statements).toHaveLength(1);
  expect(after).toEqual({ moved: true });
});
