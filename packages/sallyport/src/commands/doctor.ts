import { existsSync } from 'node:fs';
import { colors } from '../colors.ts';
import { isOrigin } from '../config/address.ts';
import { loadConfiguration } from '../config/load.ts';
import { environmentWithCredentials } from '../credentials.ts';
import { checkDatabaseUrl } from '../database-url.ts';
import { checkConfiguration } from '../doctor/configuration-checks.ts';
import { checkDatabase } from '../doctor/database-checks.ts';
import { type Finding, problem, skipped } from '../doctor/finding.ts';
import { checkGateway } from '../doctor/gateway-checks.ts';
import { checkInside } from '../doctor/inside-checks.ts';
import { checkIssuer } from '../doctor/issuer-checks.ts';
import { checkMailServer } from '../doctor/mail-checks.ts';
import { report } from '../doctor/report.ts';
import { checkUpstreams } from '../doctor/upstream-checks.ts';
import { findRunning } from '../postgres/find-running.ts';
import { print } from '../print.ts';
import { StartupError } from '../startup-error.ts';
import { UsageError } from '../usage-error.ts';

export interface DoctorOptions {
  config: string;
  dataDir: string;
  /** Looks only at what a service needs of this issuer, from the machine of the service. */
  issuer?: string;
  json?: boolean;
}

/**
 * `sallyport doctor`: looks at a running deployment and says what to do. Changes nothing. The exit
 * code is 1 when there is a problem; warnings leave it at 0.
 *
 * @throws StartupError when there is nothing to look at
 */
export async function doctor(options: DoctorOptions): Promise<void> {
  const findings = options.issuer
    ? await checkIssuer(originOf(options.issuer))
    : await examine(options);
  const columns = process.stdout.columns || Number.POSITIVE_INFINITY;
  await print(
    options.json ? `${JSON.stringify(findings, null, 2)}\n` : report(findings, { colors, columns }),
  );
  if (findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
}

function originOf(issuer: string): string {
  if (isOrigin(issuer)) return new URL(issuer).origin;
  throw new UsageError(
    `--issuer is ${JSON.stringify(issuer)}. Write scheme, host and port only: https://id.example.`,
  );
}

async function examine({ config, dataDir }: DoctorOptions): Promise<Finding[]> {
  if (!existsSync(config)) {
    throw new StartupError(
      `There is no ${config} here. Name the configuration with --config, or look at an issuer alone with --issuer URL.`,
    );
  }
  const env = environmentWithCredentials();
  const loaded = await loadConfiguration(config, env);
  const { configuration } = loaded;
  const checks = [
    checkIssuer(configuration.issuer.url),
    checkGateway(configuration),
    checkInside(configuration),
    checkUpstreams(configuration),
    checkMailServer(loaded),
    examineDatabase(env['DATABASE_URL'], dataDir),
  ];
  return [...checkConfiguration(configuration), ...(await Promise.all(checks)).flat()];
}

async function examineDatabase(given: string | undefined, dataDir: string): Promise<Finding[]> {
  const about = 'Database';
  try {
    const url = given || (await findRunning(dataDir));
    if (!url) {
      const found = `DATABASE_URL is not set, and none runs on the data directory ${dataDir}.`;
      return [skipped(about, found)];
    }
    checkDatabaseUrl(url);
    return await checkDatabase(url);
  } catch (error) {
    // Everything else is looked at all the same.
    if (!(error instanceof StartupError)) throw error;
    return [problem(about, error.message, 'Nothing of the database was looked at.')];
  }
}
