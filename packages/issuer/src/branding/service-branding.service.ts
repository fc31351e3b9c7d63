import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { InvalidInputError } from '../http/problem.ts';
import {
  deleteBrandingOfService,
  lockBranding,
  putBrandingOfService,
  readBrandingOfService,
} from './branding.store.ts';
import { brandingSection, type DeclaredBranding } from './branding-declaration.ts';
import { checkBranding } from './check-branding.ts';

/** Who changes it, and what throws where it may not be changed. */
interface By {
  actor: string;
  guard(tx: Transaction, kept: KeptBranding): Promise<void>;
}

export interface KeptBranding {
  /** Whether the file says so. */
  declared: boolean;
  branding: DeclaredBranding;
}

/** What all pages look like where nothing else is said. */
export async function getServiceBranding(sql: Queryable): Promise<KeptBranding> {
  const found = await readBrandingOfService(sql);
  return {
    declared: found?.declared ?? false,
    branding: found?.definition ?? brandingSection.parse({}),
  };
}

/**
 * Nothing of it is cached by gateways: pages have it within seconds.
 *
 * @throws OAuthError `invalid_request` for files and colours that pages cannot be shown with
 */
export async function setServiceBranding(
  branding: DeclaredBranding,
  by: By,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<KeptBranding> {
  const problems = checkBranding(branding);
  if (problems.length > 0) {
    const issues = problems.map((problem) => ({ code: 'custom', ...problem }));
    throw new InvalidInputError(issues, {}, 'body');
  }
  return context.sql.begin(async (tx) => {
    await hold(tx, by);
    if (isDeepStrictEqual(branding, brandingSection.parse({}))) await deleteBrandingOfService(tx);
    else await putBrandingOfService(tx, branding);
    await record(tx, by.actor, context);
    return getServiceBranding(tx);
  });
}

/** Pages look as by default again. */
export async function resetServiceBranding(
  by: By,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await context.sql.begin(async (tx) => {
    await hold(tx, by);
    if (await deleteBrandingOfService(tx)) await record(tx, by.actor, context);
  });
}

async function hold(tx: Transaction, { guard }: By): Promise<void> {
  await lockBranding(tx);
  await guard(tx, await getServiceBranding(tx));
}

const record = (tx: Transaction, actor: string, { clock }: Pick<Context, 'clock'>): Promise<void> =>
  recordAudit(tx, {
    ...{ at: clock.now(), action: 'branding.update', actor, subjects: ['policy:branding'] },
  });
