import { checkDatabaseUrl } from '../database-url.ts';
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
  onKill,
  onServer: tellServer,
  signal,
}: Pick<
  SystemOptions,
  'env' | 'dataDir' | 'log' | 'onKill' | 'onServer' | 'signal'
>): Promise<Database> {
  const given = env['DATABASE_URL'];
  if (given) {
    checkDatabaseUrl(given);
    return { url: given, embedded: null };
  }
  if (env['NODE_ENV'] === 'production') {
    log.warn(
      'The database is the embedded PostgreSQL of this one machine. ' +
        'Set DATABASE_URL for one that is replicated and backed up.',
    );
  }
  const [{ startPostgres }, { killServer }] = await Promise.all([
    import('../postgres/supervisor.ts'),
    import('../postgres/postmaster.ts'),
  ]);
  let pid: number | null = null;
  const onServer = (of: number | null) => {
    pid = of;
    tellServer?.(of);
  };
  onKill?.(() => void (pid && killServer(pid)));
  const embedded = await startPostgres({ dataDir, log, onServer, signal });
  return { url: embedded.url, embedded };
}
