import type { Log } from '../runtime/log.ts';
import type { Queryable } from './connection.ts';
import { readOnlyError } from './failures.ts';

/**
 * Whether a server that takes over has everything that was acknowledged: only then does a failover
 * bring nothing back that was taken away. `none` is a server without standbys.
 */
export type Replication = 'none' | 'synchronous' | 'asynchronous';

/** Senders of logical replication aside: no such copy can take over. */
export async function readReplication(sql: Queryable): Promise<Replication> {
  const [row] = await sql<[{ standbys: number; waits: boolean }]>`
    select current_setting('synchronous_standby_names') <> ''
        and current_setting('synchronous_commit') not in ('off', 'local') as waits,
      (select count(*) from pg_stat_replication
       where state is distinct from 'backup' and pid not in (
         select active_pid from pg_replication_slots
         where slot_type = 'logical' and active_pid is not null)) as standbys`;
  if (row.waits) return 'synchronous';
  return row.standbys > 0 ? 'asynchronous' : 'none';
}

/**
 * The same, of a server that takes writes: the epoch can be asked of no standby.
 *
 * @throws the server's error, or `25006` of one that was made read-only
 */
export async function readPrimary(sql: Queryable): Promise<Replication> {
  const [row] = await sql<[{ read_only: boolean }]>`
    select sallyport_epoch(), current_setting('transaction_read_only')::boolean as read_only`;
  if (row.read_only) throw readOnlyError();
  return readReplication(sql);
}

const checkMs = 60_000;

/** One line when standbys are found to lag, and one when it is over. @returns how to stop it. */
export function watchReplication(first: Replication, sql: Queryable, log: Log): () => void {
  let known: Replication = 'none';
  const tell = (found: Replication) => {
    if (found === 'asynchronous' && known !== found) log.warn(warning);
    if (found !== 'asynchronous' && known === 'asynchronous') log.info({ found }, 'replication');
    known = found;
  };
  tell(first);
  // While the database is away there is nothing to tell of its standbys.
  const check = () => void readReplication(sql).then(tell, () => {});
  const timer = setInterval(check, checkMs).unref();
  return () => clearInterval(timer);
}

const warning =
  'PostgreSQL replicates asynchronously: after a failover, what was taken away may be allowed ' +
  'again. Set synchronous_standby_names.';
