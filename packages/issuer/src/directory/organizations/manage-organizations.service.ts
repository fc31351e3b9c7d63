import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import { dropOrganizationBranding } from '../../branding/organization-branding.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Caller } from '../caller.ts';
import type { Guard } from '../declared.ts';
import { noSuchOrganization, type OrganizationDetails } from './organization.ts';
import {
  deleteOrganizationRow,
  type FoundOrganization,
  insertOrganization,
  lockOrganization,
  type OrganizationQuery,
  readOrganization,
  readOrganizations,
  writeOrganization,
} from './organizations.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

/** One page of organizations, and whether there are more. */
export async function listOrganizations(
  query: OrganizationQuery,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ organizations: FoundOrganization[]; more: boolean }> {
  const found = await readOrganizations(sql, { ...query, limit: query.limit + 1 });
  return { organizations: found.slice(0, query.limit), more: found.length > query.limit };
}

/** @throws OAuthError `not_found` */
export async function getOrganization(key: string, sql: Queryable): Promise<OrganizationDetails> {
  const organization = await readOrganization(sql, key);
  if (!organization) throw noSuchOrganization(key);
  return organization;
}

/** The same of one that no other transaction changes, or gives anything within, until the end of this one. */
export async function holdWholeOrganization(
  key: string,
  tx: Transaction,
): Promise<OrganizationDetails> {
  await lockOrganization(tx, key, 'update');
  return getOrganization(key, tx);
}

/** @throws OAuthError `conflict` when there is one with this key. */
export function createOrganization(
  { key, name }: { key: string; name: string },
  caller: Caller,
  { sql, clock, random }: Pick<Context, 'sql' | 'clock' | 'random'>,
): Promise<OrganizationDetails> {
  return sql.begin(async (tx) => {
    const at = clock.now();
    const id = random.uuid();
    if (!(await insertOrganization(tx, { id, key, name, createdAt: at }))) {
      throw new OAuthError('conflict', `There is an organization ${key} already.`);
    }
    await recordAudit(tx, {
      ...{ at, action: 'organization.create', actor: caller.actor },
      ...{ subjects: [`organization:${id}`], detail: { key } },
    });
    return getOrganization(key, tx);
  });
}

export interface OrganizationChange {
  name?: string | undefined;
  disabled?: boolean | undefined;
}

/**
 * Disabling it is a take-away: no token for it is accepted when this returns. Its members stay, and have what
 * they had when it is enabled again.
 *
 * @throws OAuthError `not_found`
 */
export function changeOrganization(
  key: string,
  { name, disabled }: OrganizationChange,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<OrganizationDetails> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    const held = await lockOrganization(tx, key, 'update');
    if (!held) throw noSuchOrganization(key);
    await guard(tx);
    const before = await getOrganization(key, tx);
    const switched = disabled !== undefined && disabled !== held.disabled;
    const renamed = name !== undefined && name !== before.name;
    if (!switched && !renamed) return { value: before, tags: [] };
    const disabledAt = switched ? (disabled ? at : null) : undefined;
    await writeOrganization(tx, held.id, { name, disabledAt });
    await recordAudit(tx, {
      ...{ at, action: 'organization.update', actor: caller.actor },
      subjects: [`organization:${held.id}`],
      detail: { ...(renamed && { name }), ...(switched && { disabled }) },
    });
    const tag = `organization:${held.id}` as const;
    // A name is in no answer of a swap.
    const tags = switched ? [disabled ? tag : (`more:${tag}` as const)] : [];
    return { value: await getOrganization(key, tx), tags };
  });
}

/**
 * With its members and the roles within; the people stay. Deleting what is not there is no error, and waits
 * all the same.
 */
export function deleteOrganization(
  key: string,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const held = await lockOrganization(tx, key, 'update');
    if (!held) return [];
    await guard(tx);
    await dropOrganizationBranding(tx, held.id);
    await deleteOrganizationRow(tx, held.id);
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.delete', actor: caller.actor },
      ...{ subjects: [`organization:${held.id}`], detail: { key } },
    });
    return [`organization:${held.id}`];
  });
}
