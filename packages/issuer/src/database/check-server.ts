import { inTime } from '../runtime/in-time.ts';
import type { Sql } from './connection.ts';

/** The server cannot hold Sallyport's data; the message says what to do. */
export class UnusableServerError extends Error {
  override readonly name = 'UnusableServerError';
}

export interface ServerFacts {
  /** As `server_version_num` has it: 140005 is 14.5. */
  version: number;
  encoding: string;
}

/** The oldest that detaches partitions concurrently. */
const oldest = 14;
const patienceMs = 10_000;

/**
 * Connects for the first time, and refuses a server that cannot be used.
 *
 * @throws UnusableServerError; Error with the code `CONNECT_TIMEOUT` when there is no answer in time
 */
export async function checkServer(sql: Sql, patience = patienceMs): Promise<void> {
  const [facts] = await inTime(
    sql<[ServerFacts]>`
      select current_setting('server_version_num')::int as version,
        current_setting('server_encoding') as encoding`,
    patience,
    noAnswer,
  );
  requireUsable(facts);
}

export function requireUsable({ version, encoding }: ServerFacts): void {
  const major = Math.floor(version / 10_000);
  if (major < oldest) {
    throw new UnusableServerError(
      `The server is PostgreSQL ${major}, and Sallyport needs ${oldest} or later.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new UnusableServerError(
      `The database has the encoding ${encoding}, and Sallyport needs UTF8. ` +
        'Make one with: createdb --encoding=UTF8 --template=template0 NAME',
    );
  }
}

/** The driver tries again, for ever and at once, where a server hangs up as soon as it was called. */
const noAnswer = () =>
  Object.assign(new Error('The database does not answer'), { code: 'CONNECT_TIMEOUT' });
