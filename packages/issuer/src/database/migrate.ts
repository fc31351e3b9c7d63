import type { Log } from '../runtime/log.ts';
import type { Queryable, Session, Sql } from './connection.ts';
import { isLockTimeout } from './failures.ts';
import { locks } from './locks.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { MigrationError, pendingOf, some } from './migration-history.ts';
import { applyMigration, ensureHistory, readHistory } from './migrations.store.ts';
import {
  holdAsRunning,
  isAlone,
  listRunning,
  nameVersion,
  type RunningNode,
} from './running-nodes.store.ts';

/**
 * Whether to apply what is pending: only while no other node runs, in any case, only in an empty
 * database, or not at all.
 */
export type WhenToMigrate = 'alone' | 'always' | 'if empty' | 'never';

export interface MigrateOptions {
  log: Log;
  when?: WhenToMigrate | undefined;
  /** Of Sallyport, written down with what it applies. */
  version?: string | undefined;
  /** Called before a database that is in use is changed; what it throws ends the attempt. */
  check?: ((tx: Queryable) => Promise<void>) | undefined;
}

/**
 * Brings the schema up to date, and from then on holds the lock that tells others of a running node.
 * Migrations are numbered, immutable SQL files; those that are pending run in one transaction, which
 * also records them.
 *
 * @throws MigrationError when it may not, now or at all.
 */
export async function migrate(sql: Sql, options: MigrateOptions): Promise<void> {
  const known = await readMigrations();
  let upToDate = false;
  while (!upToDate) {
    upToDate = await inTurn(sql, options.log, async (tx) => {
      const history = await readHistory(tx);
      const pending = pendingOf(history, known, options.version);
      if (pending.length > 0 && history.applied?.length) await options.check?.(tx);
      // While no other node can migrate: what is found here stays so for as long as the lock is held.
      if (pending.length === 0) await holdWhileConnected(sql, known, options);
      else await applyPending(tx, pending, { ...options, isEmpty: !history.applied?.length });
      return pending.length === 0;
    });
  }
}

/** Longer than any migration takes: until then its connection may be silent. */
const maxMigrationMs = 24 * 3_600_000;

/** Nodes that start at the same time come one after the other, each in a transaction of its own. */
async function inTurn<T>(sql: Sql, log: Log, work: (tx: Session) => Promise<T>): Promise<T> {
  const session = await sql.reserve(maxMigrationMs);
  try {
    await session`begin`;
    await session.unsafe(
      `set local statement_timeout = 0; set local lock_timeout = 0;
       set local idle_in_transaction_session_timeout = '1min'`,
    );
    const [turn] = await session<[{ mine: boolean }]>`
      select pg_try_advisory_xact_lock(${locks.migrate}) as mine`;
    if (!turn.mine) {
      log.info('Waiting for another node, which brings the database up to date');
      await session`select pg_advisory_xact_lock(${locks.migrate})`;
    }
    const done = await work(session);
    await session`commit`;
    return done;
  } finally {
    // Of a transaction that failed, the connection is closed.
    session.release();
  }
}

async function applyPending(
  tx: Queryable,
  pending: readonly Migration[],
  { log, when = 'alone', version, isEmpty }: MigrateOptions & { isEmpty: boolean },
): Promise<void> {
  const names = pending.map(({ name }) => name);
  if (when === 'never') throw onlyLooked(names);
  if (when !== 'always' && !(await isAlone(tx))) throw notAlone(names, await listRunning(tx));
  if (when === 'if empty' && !isEmpty) throw notTold(names);
  // Statements of running nodes would wait behind a wait of ours.
  await tx.unsafe(`set local lock_timeout = '5s'`);
  await ensureHistory(tx);
  for (const migration of pending) {
    await applyMigration(tx, migration, version ?? null).catch((error) => {
      throw isLockTimeout(error) ? tableInUse(migration.name, error) : error;
    });
  }
  const told = { migrations: names.length, first: names[0], last: names.at(-1) };
  log.info(told, 'Brought the database up to date');
}

/** Also on each connection that replaces a lost one, when another node may have migrated meanwhile. */
function holdWhileConnected(
  sql: Sql,
  known: readonly Migration[],
  { log, version }: MigrateOptions,
): Promise<void> {
  return sql.onListening(async (session) => {
    const [row] = await session.unsafe<{ held: boolean }[]>(holdAsRunning);
    if (!row?.held) throw new Error('Another node changes the tables');
    if (version) await session.unsafe(nameVersion(version));
    try {
      pendingOf(await readHistory(session), known, version);
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      log.error({ err: error }, 'The database was changed under this node. Replace it');
    }
  });
}

const onlyLooked = (names: readonly string[]) =>
  new MigrationError(
    `${lacks(names)}, and a dry run makes none. ` +
      'Start this version, or apply without --dry-run, to make them.',
  );

const notTold = (names: readonly string[]) =>
  new MigrationError(
    `${lacks(names)}, and apply makes none unless it is told to, since no earlier version runs ` +
      'afterwards. Start this version, or add --migrate.',
  );

const notAlone = (names: readonly string[], running: readonly RunningNode[]) =>
  new MigrationError(
    `${lacks(names)}, and Sallyport runs on it: ` +
      `${some(running.map(describeNode)) || 'it has just ended'}. Stop it first; or, where the changelog allows ` +
      'both versions at the same time, add --migrate.',
  );

/** For a sentence: `10.0.0.5 since 2026-11-26T08:00:12Z (0.1.0)`. */
export const describeNode = ({ version, address, since }: RunningNode): string =>
  (address ?? 'a local process') +
  (since ? ` since ${since.toISOString().slice(0, 19)}Z` : '') +
  (version ? ` (${version})` : '');

const tableInUse = (name: string, cause: unknown) =>
  new MigrationError(
    `Migration ${name} waited for 5 s for a table that is in use, and nothing was changed. Try again, ` +
      'or stop what uses the database first.',
    { cause },
  );

function lacks(names: readonly string[]): string {
  const migrations = names.length === 1 ? '1 migration' : `${names.length} migrations`;
  return `The database lacks ${migrations} of this version (${some(names)})`;
}
