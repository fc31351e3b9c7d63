import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { UnusableServerError } from './check-server.ts';
import { type ConnectionSettings, opener } from './connection.ts';
import { closeClient } from './open-client.ts';
import { parseServerUrl } from './server-url.ts';

interface Ways {
  databaseUrl: string;
  /** Past a pooler, to the server itself. */
  databaseListenUrl?: string | undefined;
}

/**
 * Finds out whether the way to the database leads through a pooler that gives each transaction another
 * session (PgBouncer with `pool_mode = transaction`). There notifications do not arrive, locks and
 * settings of a session are lost, and prepared statements are others'.
 *
 * @throws UnusableServerError where that cannot work; or the error of connecting
 */
export async function findWay({
  databaseUrl,
  databaseListenUrl,
}: Ways): Promise<ConnectionSettings> {
  if (!(await changesSessions(databaseUrl))) return { url: databaseUrl };
  if (databaseListenUrl === undefined) {
    throw new UnusableServerError(
      'DATABASE_URL leads through a pooler that gives each transaction another session (PgBouncer ' +
        'with pool_mode = transaction): notifications do not arrive there. Set DATABASE_LISTEN_URL ' +
        'to the server itself, or use pool_mode = session.',
    );
  }
  if (await changesSessions(databaseListenUrl)) {
    throw new UnusableServerError(
      'DATABASE_LISTEN_URL leads through a pooler that gives each transaction another session, too. ' +
        'It has to name the server itself.',
    );
  }
  refuseSettings(databaseUrl);
  await requireSettings(databaseUrl);
  return { url: databaseUrl, sessionUrl: databaseListenUrl };
}

/** A server of its own answers at once. A pooler of one session lets the question wait for it. */
const waitMs = 5_000;

/**
 * Whether a connection meets another session of the server after a transaction. A second connection
 * holds on to the session that the first has just given back, if it has.
 */
async function changesSessions(url: string): Promise<boolean> {
  const open = opener(url, 'own');
  const first = await open();
  const second = await open().catch(async (error) => {
    await closeClient(first);
    throw error;
  });
  try {
    const before = await sessionOf(first);
    await second.query('begin');
    await sessionOf(second);
    const waiting = new AbortController();
    const late = delay(waitMs, null, { signal: waiting.signal }).catch(() => null);
    const after = await Promise.race([sessionOf(first), late]);
    waiting.abort();
    return after !== before;
  } finally {
    await Promise.all([closeClient(second), closeClient(first)]);
  }
}

async function sessionOf(client: Client): Promise<number> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return rows[0].pid;
}

/** They would count in transactions and not in single statements, which then use other tables. */
function refuseSettings(url: string): void {
  const { parameters } = parseServerUrl(url);
  const found = ['search_path', 'options'].find((name) => parameters.has(name));
  if (!found) return;
  throw new UnusableServerError(
    `DATABASE_URL has ${found}, and a pooler that gives each transaction another session does not ` +
      'keep it. Set it for the user of DATABASE_URL: alter role NAME set search_path = …',
  );
}

/**
 * What is acknowledged stays, and dates are read. Through such a pooler a single statement has the
 * settings of the server, and not ours.
 */
async function requireSettings(url: string): Promise<void> {
  const client = await opener(url, 'changing')();
  try {
    const { rows } = await client.query(
      `select current_setting('synchronous_commit') as commits, current_setting('DateStyle') as dates`,
    );
    const { commits: setting, dates } = rows[0];
    if (!String(dates).startsWith('ISO')) {
      throw new UnusableServerError(
        `DateStyle is ${dates}, and a pooler keeps Sallyport from setting it. ` +
          'Set it for the user of DATABASE_URL: alter role NAME set DateStyle = ISO',
      );
    }
    if (setting === 'on' || setting === 'remote_apply') return;
    throw new UnusableServerError(
      `synchronous_commit is ${setting}, and a pooler keeps Sallyport from setting it. ` +
        'Set it for the user of DATABASE_URL: alter role NAME set synchronous_commit = on',
    );
  } finally {
    await closeClient(client);
  }
}
