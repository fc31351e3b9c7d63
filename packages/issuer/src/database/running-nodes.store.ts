import type { Queryable } from './connection.ts';
import { locks } from './locks.ts';

/**
 * Each issuer holds this lock, shared, for as long as it is connected: who would change the tables
 * alone asks for all of it. Several schemas of one database may each have a Sallyport of their own.
 */
const key = `${locks.running}, hashtext(current_schema())`;

/** For the connection that listens: a lock belongs to its session. `held` is false while another migrates. */
export const holdAsRunning = `select pg_try_advisory_lock_shared(${key}) as held`;

/** Until the end of the transaction, no issuer starts. False when one runs. */
export async function isAlone(tx: Queryable): Promise<boolean> {
  const [row] = await tx.unsafe<{ alone: boolean }[]>(
    `select pg_try_advisory_xact_lock(${key}) as alone`,
  );
  return row?.alone === true;
}

/** Of the session that holds it, by which others see the version of its node. */
export const nameVersion = (version: string): string =>
  `select set_config('application_name',
     left(current_setting('application_name'), 40) || ' ${version.replaceAll("'", "''")}', false)`;

export interface RunningNode {
  /** Null for versions that did not tell. */
  version: string | null;
  /** Null over a socket of the server's machine, and for what another role may not see. */
  address: string | null;
  since: Date | null;
}

/** The issuers that are connected, oldest first. */
export const listRunning = (sql: Queryable): PromiseLike<RunningNode[]> => sql<RunningNode[]>`
  select substring(application_name from ' (\\d+\\.\\d+\\.\\d+\\S*)$') as version,
    host(client_addr) as address, backend_start as since
  from pg_locks join pg_stat_activity using (pid)
  where locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
    and classid::bigint = ${locks.running}
    and objid::bigint = hashtext(current_schema())::bigint & 4294967295
  order by backend_start`;
