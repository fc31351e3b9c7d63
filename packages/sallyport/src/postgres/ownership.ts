import postgres from 'postgres';
import { StartupError } from '../startup-error.ts';
import { administrator } from './cluster.ts';
import { port } from './paths.ts';

/** Any number does, as long as nobody else locks it in the maintenance database: "sally" in ASCII. */
const lockKey = 0x73616c6c79;

/** `lock_not_available`, in appendix A of PostgreSQL's manual. */
const lockNotAvailable = '55P03';

/** Our claim to be the only Sallyport on a data directory. */
export interface Ownership {
  end(): Promise<void>;
}

/**
 * Claims the server for this process: a lock that lasts as long as its connection, so that even
 * `kill -9` gives it back. Makes the database when it is missing. `onLost` is called once, when the
 * connection is gone without `end()`.
 *
 * @throws StartupError when another Sallyport holds the data directory
 */
export async function claim(
  { socketDir, database, dataDir }: { socketDir: string; database: string; dataDir: string },
  onLost: () => void,
): Promise<Ownership> {
  let held = false;
  const sql = postgres({
    host: socketDir,
    port,
    database: 'postgres',
    user: administrator,
    // One connection, which holds the lock and is never replaced for its age.
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    connection: { application_name: 'sallyport supervisor' },
    onclose() {
      if (!held) return;
      held = false;
      void sql.end({ timeout: 0 });
      onLost();
    },
  });
  try {
    // The server may not have noticed yet that a predecessor was killed a moment ago.
    await sql`set lock_timeout = '1s'`;
    await sql`select pg_advisory_lock(${lockKey})`;
    held = true;
    const exists = await sql`select from pg_database where datname = ${database}`;
    if (exists.length === 0) await sql`create database ${sql(database)}`;
  } catch (error) {
    held = false;
    await sql.end({ timeout: 0 });
    if (error instanceof postgres.PostgresError && error.code === lockNotAvailable) {
      throw new StartupError(
        `The data directory ${dataDir} is in use by another Sallyport. ` +
          'Stop that one, or choose another data directory.',
      );
    }
    throw error;
  }
  return {
    async end() {
      held = false;
      await sql.end({ timeout: 0 });
    },
  };
}
