import {
  type Applied,
  applyConfiguration,
  planConfiguration,
} from '@sallyport/issuer/configuration/apply.service.ts';
import { hashPending } from '@sallyport/issuer/directory/users/hash-pending.service.ts';
import { type AdminOptions, adminClient } from '../admin-client.ts';
import { applyThere } from '../apply-there.ts';
import { colors } from '../colors.ts';
import { openIssuer } from '../components/issuer.ts';
import { loadConfiguration } from '../config/load.ts';
import { declarationOf } from '../config/schema.ts';
import { environmentWithCredentials } from '../credentials.ts';
import { checkDatabaseUrl } from '../database-url.ts';
import { explainApplyError } from '../explain-start.ts';
import { hashProgress } from '../hash-progress.ts';
import { machineLog } from '../log.ts';
import { findRunning } from '../postgres/find-running.ts';
import { print } from '../print.ts';
import { StartupError } from '../startup-error.ts';

export interface ApplyOptions extends AdminOptions {
  dataDir: string;
  dryRun?: boolean;
  migrate?: boolean;
}

/** `sallyport apply`: returns when no gateway accepts any more what was taken away. */
export async function apply(
  file: string,
  { dataDir, dryRun = false, migrate = false, issuer: url, tokenFile }: ApplyOptions,
): Promise<void> {
  const env = environmentWithCredentials();
  const loaded = await loadConfiguration(file, env);
  if (url !== undefined) {
    const admin = await adminClient({ issuer: url, ...(tokenFile !== undefined && { tokenFile }) });
    return tell(await applyThere(loaded, dryRun, admin), dryRun);
  }
  const databaseUrl = env['DATABASE_URL'] || (await findRunning(dataDir));
  if (!databaseUrl) {
    throw new StartupError(
      `No Sallyport runs on the data directory ${dataDir}. ` +
        'Start it, name the right one with --data-dir, or set DATABASE_URL.',
    );
  }
  // It may be refused for what it was called for, and no earlier version would run any more.
  const whenToMigrate = migrate ? 'always' : 'if empty';
  const options = {
    ...{ loaded, dataDir, env, log: machineLog('error') },
    migrate: dryRun ? 'never' : whenToMigrate,
  } as const;
  checkDatabaseUrl(databaseUrl);
  const issuer = await openIssuer(options, { url: databaseUrl, movedTo: null }, 'ask for theirs');
  try {
    const declaration = declarationOf(loaded.configuration);
    const gatewayClients = loaded.configuration.applications.map(({ client }) => client);
    const run = dryRun ? planConfiguration : applyConfiguration;
    const result = await run(declaration, issuer.context, { gatewayClients }).catch((error) => {
      throw explainApplyError(error);
    });
    await tell(result, dryRun);
    // Running nodes hash too. What is done stays done when this is interrupted.
    if (!dryRun) await hashPending(issuer.context, { onProgress: hashProgress(process.stderr) });
  } finally {
    await issuer.close();
  }
}

const tell = (result: Applied, dryRun: boolean): Promise<void> =>
  print(dryRun ? describePlan(result) : `${describe(result)}${colors.dim(untouched)}\n`);

/** They are not kept in the database, so this command cannot change them in the running nodes. */
const untouched = 'Applications, URLs and TLS are read at the next start.';

/** One line a thing: `+ role:support`, `=` for what is left as an administrator made it, `!` for what was theirs. */
export const describe = (applied: Applied): string =>
  [
    ...summaryLines(applied),
    applied.changed ? 'Applied; all gateways use it.' : 'Nothing to change.',
    '',
  ].join('\n');

/** The lines of a dry run: what would change, and what each user and client would gain and lose. */
export const describePlan = (planned: Applied): string =>
  [
    ...summaryLines(planned),
    ...planned.given.map((what) => `gives  ${what}`),
    ...planned.taken.map((what) => `takes  ${what}`),
    planned.changed
      ? 'Nothing was changed: this was a dry run.'
      : 'There would be nothing to change.',
    '',
  ].join('\n');

function summaryLines({ summary, drift = [], takenOver = [] }: Applied): string[] {
  const signs = [
    ['+', summary.added],
    ['~', summary.changed],
    ['-', summary.removed],
    ['=', drift],
    ['!', takenOver.map((name) => `${name}: made by an administrator, declared from now on`)],
  ] as const;
  return signs.flatMap(([sign, names]) => names.map((name) => `${sign} ${name}`));
}
