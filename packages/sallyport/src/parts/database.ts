import type { EmbeddedPostgres } from '../postgres/supervisor.ts';
import type { SystemOptions } from '../system.ts';

export interface Database {
  url: string;
  /** Null with a database of the operator's own. */
  embedded: EmbeddedPostgres | null;
}

/** The operator's database, or a PostgreSQL of our own in the data directory. */
export async function openDatabase({
  env,
  dataDir,
  log,
}: Pick<SystemOptions, 'env' | 'dataDir' | 'log'>): Promise<Database> {
  const given = env['DATABASE_URL'];
  if (given) return { url: given, embedded: null };
  if (env['NODE_ENV'] === 'production') {
    log.warn(
      'The database is the embedded PostgreSQL of this one machine. ' +
        'Set DATABASE_URL for one that is replicated and backed up.',
    );
  }
  const { startPostgres } = await import('../postgres/supervisor.ts');
  const embedded = await startPostgres({ dataDir, log });
  return { url: embedded.url, embedded };
}
