import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import {
  deleteBrandingOfOrganization,
  putBrandingOfOrganization,
  readBrandingOfOrganization,
} from './branding.store.ts';
import { brandingSection, type DeclaredBranding } from './branding-declaration.ts';
import { checkBranding } from './check-branding.ts';

type Dependencies = Pick<Context, 'sql' | 'clock'>;

/** Who changes it, and under which condition. */
interface By {
  actor: string;
  guard?: (tx: Transaction) => Promise<void>;
}

/** @throws OAuthError `not_found` */
export async function getOrganizationBranding(
  key: string,
  { sql }: { sql: Queryable },
): Promise<DeclaredBranding> {
  const found = await readBrandingOfOrganization(sql, key);
  if (!found) throw noSuch(key);
  return found.definition ?? brandingSection.parse({});
}

/**
 * Nothing of it is cached by gateways: pages have it within seconds.
 *
 * @throws OAuthError `not_found`; `invalid_request` for files and colours that pages cannot be shown with.
 */
export async function setOrganizationBranding(
  key: string,
  branding: DeclaredBranding,
  { actor, guard }: By,
  { sql, clock }: Dependencies,
): Promise<void> {
  const [problem] = checkBranding(branding);
  if (problem) {
    throw new OAuthError('invalid_request', `${problem.path.join('.')}: ${problem.message}`);
  }
  await sql.begin(async (tx) => {
    const found = await readBrandingOfOrganization(tx, key, 'the end');
    if (!found) throw noSuch(key);
    await guard?.(tx);
    await putBrandingOfOrganization(tx, found.id, branding);
    await record(tx, found.id, { actor, at: clock.now() });
  });
}

/** Its pages are those of the client again. What is not there is no error. */
export async function removeOrganizationBranding(
  key: string,
  { actor, guard }: By,
  { sql, clock }: Dependencies,
): Promise<void> {
  await sql.begin(async (tx) => {
    const found = await readBrandingOfOrganization(tx, key, 'the end');
    if (!found) return;
    await guard?.(tx);
    if (!(await deleteBrandingOfOrganization(tx, found.id))) return;
    await record(tx, found.id, { actor, at: clock.now() });
  });
}

/** With an organization that is deleted. */
export const dropOrganizationBranding = async (tx: Transaction, id: string): Promise<void> => {
  await deleteBrandingOfOrganization(tx, id);
};

const record = (tx: Transaction, id: string, by: { actor: string; at: Date }): Promise<void> =>
  recordAudit(tx, {
    ...{ ...by, action: 'organization.set_branding' },
    subjects: [`organization:${id}`],
  });

const noSuch = (key: string): OAuthError =>
  new OAuthError('not_found', `There is no organization ${key}.`);
