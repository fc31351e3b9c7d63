import { filterOf, filterQuery } from '@sallyport/issuer/admin/audit.endpoint.ts';
import { eventWire } from '@sallyport/issuer/admin/audit-wire.ts';
import {
  type ChainReport,
  verifyChain,
} from '@sallyport/issuer/audit/chain/verify-chain.service.ts';
import { exportAudit } from '@sallyport/issuer/audit/export-audit.service.ts';
import { connect, type Sql } from '@sallyport/issuer/database/connection.ts';
import { deriveServerSecrets } from '@sallyport/issuer/keys/server-secrets.ts';
import { z } from 'zod';
import { environmentWithCredentials } from '../credentials.ts';
import { checkDatabaseUrl } from '../database-url.ts';
import { explainDatabaseError } from '../explain-start.ts';
import { findRunning } from '../postgres/find-running.ts';
import { print } from '../print.ts';
import { issuerSecrets } from '../secrets.ts';
import { StartupError } from '../startup-error.ts';
import { UsageError } from '../usage-error.ts';

export interface AuditOptions {
  dataDir: string;
  /** `number:hash` of a batch, as it was written down elsewhere. */
  expect?: string;
  json?: boolean;
  actor?: string;
  subject?: string;
  action?: string;
  outcome?: string;
  address?: string;
  from?: string;
  until?: string;
}

/**
 * `sallyport audit verify`: looks whether the audit log is as it was sealed; `sallyport audit export`: prints
 * it as JSON Lines. Both read the database itself: what a running system says of its own log is not asked.
 */
export async function audit(action: string, options: AuditOptions): Promise<void> {
  if (action === 'export') await withDatabase(options, (sql) => printEvents(sql, options));
  else await withDatabase(options, (sql) => verify(sql, options));
}

/** @throws StartupError when something was changed, with the first place */
async function verify(sql: Sql, { expect, json, dataDir }: AuditOptions): Promise<void> {
  const expected = expect === undefined ? undefined : readExpected(expect);
  const place = {
    env: environmentWithCredentials(),
    dataDir,
    ifMissing: 'ask for theirs',
  } as const;
  const { secret } = await issuerSecrets(place);
  const { audit: key } = deriveServerSecrets(secret);
  const report = await verifyChain({ sql, key, expected });
  if (json) await print(`${JSON.stringify(wireOf(report), null, 2)}\n`);
  else if (!report.broken) await print(describeReport(report));
  if (report.broken) throw new StartupError(describeBroken(report.broken));
}

function readExpected(text: string): { number: number; hash: string } {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (number && hash) return { number: Number(number), hash: hash.toLowerCase() };
  throw new UsageError(
    `--expect is ${JSON.stringify(text)}. Write number and hash of a batch, as verify prints them: 12:9f86d0….`,
  );
}

const wireOf = ({ head, ...report }: ChainReport) => ({
  ...report,
  head: { number: head.number, hash: head.hash.toString('hex') },
});

/** For people: what was looked at, and what to write down elsewhere. */
export function describeReport({ head, batches, events, erased, foreign }: ChainReport): string {
  return [
    `Intact: ${events} events in ${batches} batches.`,
    ...(erased > 0 ? [`${erased} of them were erased with the accounts of their people.`] : []),
    ...(foreign > 0
      ? [`${foreign} batches were sealed with an earlier SALLYPORT_SECRET: their hashes are right.`]
      : []),
    ...(head.number > 0 ? [`Last batch: ${head.number}:${head.hash.toString('hex')}`] : []),
    '',
  ].join('\n');
}

export function describeBroken({
  batch,
  event,
  reason,
}: NonNullable<ChainReport['broken']>): string {
  const place = [
    ...(batch === null ? [] : [`batch ${batch}`]),
    ...(event === null ? [] : [`event ${event}`]),
  ].join(', ');
  return `The audit log is not as it was sealed${place && `, at ${place}`}: ${reason}.`;
}

async function printEvents(sql: Sql, options: AuditOptions): Promise<void> {
  const { actor, subject, action, outcome, address, from, until } = options;
  const asked = { actor, subject, action, outcome, address, from, until };
  const query = z.strictObject(filterQuery).safeParse(asked);
  if (!query.success) {
    const [issue] = query.error.issues;
    throw new UsageError(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  for await (const event of exportAudit(filterOf(query.data), sql)) {
    await print(`${JSON.stringify(eventWire(event))}\n`);
  }
}

async function withDatabase(
  { dataDir }: AuditOptions,
  work: (sql: Sql) => Promise<void>,
): Promise<void> {
  const url = environmentWithCredentials()['DATABASE_URL'] || (await findRunning(dataDir));
  if (!url) {
    throw new StartupError(
      `No Sallyport runs on the data directory ${dataDir}. ` +
        'Start it, name the right one with --data-dir, or set DATABASE_URL.',
    );
  }
  checkDatabaseUrl(url);
  const sql = connect({ url, max: 2 });
  try {
    await work(sql).catch((error) => {
      throw explainDatabaseError(error, { url, dataDir, movedTo: null });
    });
  } finally {
    await sql.end();
  }
}
