import { Client } from 'pg';
import { StartupError } from '../startup-error.ts';
import { administrator } from './cluster.ts';
import { port } from './paths.ts';
import { errnoOf } from './system.ts';

/** The key of our advisory lock in the maintenance database: "sally" in ASCII. */
const lockKey = 0x73616c6c79;

/** `lock_not_available`, in appendix A of PostgreSQL's manual. */
const lockNotAvailable = '55P03';

/** Our claim to be the only Sallyport on a data directory. */
export interface Ownership {
  end(): Promise<void>;
}

/**
 * Claims the server for this process with a lock that lasts as long as its connection, so that it is
 * released even by `kill -9`. Creates the database when it is missing. `onLost` is called once, when
 * the connection is lost without `end()`.
 *
 * @throws StartupError when another Sallyport holds the data directory
 */
export async function claim(
  { socketDir, database, dataDir }: { socketDir: string; database: string; dataDir: string },
  onLost: () => void,
): Promise<Ownership> {
  let held = false;
  const client = new Client({
    host: socketDir,
    port,
    database: 'postgres',
    user: administrator,
    ssl: false,
    application_name: 'sallyport supervisor',
    connectionTimeoutMillis: 5_000,
  });
  const gone = () => {
    if (!held) return;
    held = false;
    onLost();
  };
  client.on('error', gone);
  client.on('end', gone);
  try {
    await client.connect();
    // The server may not have noticed yet that the process before us was killed a moment ago.
    await client.query(`set lock_timeout = '1s'`);
    await client.query(`select pg_advisory_lock(${lockKey})`);
    held = true;
    const exists = await client.query('select from pg_database where datname = $1', [database]);
    if (exists.rows.length === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)}`);
    }
  } catch (error) {
    held = false;
    await endClient(client);
    if (errnoOf(error) === lockNotAvailable) {
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
      await endClient(client);
    },
  };
}

const endClient = (client: Client) => client.end().catch(() => {});
