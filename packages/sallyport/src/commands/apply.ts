import { type Applied, applyConfiguration } from '@sallyport/issuer/configuration/apply.service.ts';
import pico from 'picocolors';
import { openIssuer } from '../components/issuer.ts';
import { loadConfiguration } from '../config/load.ts';
import { declarationOf } from '../config/schema.ts';
import { checkDatabaseUrl } from '../database-url.ts';
import { explainApplyError } from '../explain-start.ts';
import { machineLog } from '../log.ts';
import { findRunning } from '../postgres/find-running.ts';
import { StartupError } from '../startup-error.ts';

export interface ApplyOptions {
  dataDir: string;
}

/** `sallyport apply`: returns when no gateway acts on what was taken away any more. */
export async function apply(file: string, { dataDir }: ApplyOptions): Promise<void> {
  const { env } = process;
  const loaded = await loadConfiguration(file, env);
  const databaseUrl = env['DATABASE_URL'] || (await findRunning(dataDir));
  if (!databaseUrl) {
    throw new StartupError(
      `No Sallyport runs on the data directory ${dataDir}. ` +
        'Start it, name the right one with --data-dir, or set DATABASE_URL.',
    );
  }
  const options = { loaded, dataDir, env, log: machineLog('error') };
  checkDatabaseUrl(databaseUrl);
  const issuer = await openIssuer(options, { url: databaseUrl, movedTo: null }, 'ask for theirs');
  try {
    const declaration = declarationOf(loaded.configuration);
    const gatewayClients = loaded.configuration.applications.map(({ client }) => client);
    const applied = await applyConfiguration(declaration, issuer.context, { gatewayClients }).catch(
      (error) => {
        throw explainApplyError(error);
      },
    );
    process.stdout.write(`${describe(applied)}${pico.dim(untouched)}\n`);
  } finally {
    await issuer.close();
  }
}

/** They are not in the database, so that what the running nodes have of them is not known here. */
const untouched = 'Applications, URLs and TLS are read at the next start.';

/** One line a thing: `+ role:support`, and `=` for what is left as an administrator made it. */
export function describe({ changed, summary, drift = [] }: Applied): string {
  const signs = [
    ['+', summary.added],
    ['~', summary.changed],
    ['-', summary.removed],
    ['=', drift],
  ] as const;
  const lines = signs.flatMap(([sign, names]) => names.map((name) => `${sign} ${name}`));
  return [...lines, changed ? 'Applied; all gateways obey.' : 'Nothing to change.', ''].join('\n');
}
