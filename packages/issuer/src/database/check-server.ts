import type { Sql } from './connection.ts';

/** The server cannot hold Sallyport's data; the message says what to do. */
export class UnusableServerError extends Error {
  override readonly name = 'UnusableServerError';
}

export interface ServerFacts {
  /** As `server_version_num` has it: 140005 is 14.5. */
  version: number;
  encoding: string;
  /** Where tables are made; null when no schema of the search path exists. */
  schema: string | null;
}

/** The oldest that detaches partitions concurrently. */
const oldest = 14;
/**
 * Connects for the first time, and refuses a server that cannot be used.
 *
 * @throws UnusableServerError, or the error of connecting
 */
export async function checkServer(sql: Sql): Promise<void> {
  const [facts] = await sql<[ServerFacts]>`
    select current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding, current_schema() as schema`;
  requireUsable(facts);
}

export function requireUsable({ version, encoding, schema }: ServerFacts): void {
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
  if (schema === null) {
    throw new UnusableServerError(
      'The search path of the database names no schema that exists. Make one with: create schema NAME',
    );
  }
}
