import type { Queryable, Transaction } from '../../database/connection.ts';
import { readMissing } from '../assign.store.ts';
import { insertMember, insertRoleWithin } from './members.store.ts';
import { noSuchOrganization } from './organization.ts';
import { lockOrganization, readOrganization } from './organizations.store.ts';

/**
 * The organization that people are to be invited into: it stays until the transaction ends.
 *
 * @throws OAuthError `not_found`
 */
export async function holdOrganization(tx: Transaction, key: string): Promise<{ id: string }> {
  const held = await lockOrganization(tx, key, 'share');
  if (!held) throw noSuchOrganization(key);
  return held;
}

/**
 * Keeps the organization that a person is about to join. Before anything that goes with it, as invitations
 * do: it is deleted in this order, too.
 *
 * @returns whether it is there
 */
export const keepOrganization = async (tx: Transaction, key: string): Promise<boolean> =>
  (await lockOrganization(tx, key, 'share')) !== null;

/** @throws OAuthError `not_found` */
export async function idOfOrganization(sql: Queryable, key: string): Promise<string> {
  const found = await readOrganization(sql, key);
  if (!found) throw noSuchOrganization(key);
  return found.id;
}

/**
 * Makes a person a member, with the roles within that were promised to them; what is not there any more is
 * passed over, and what they have until some time they have for good. The caller writes down why.
 */
export async function admit(
  tx: Transaction,
  userId: string,
  { organizationId, roles }: { organizationId: string; roles: readonly string[] },
  at: Date,
): Promise<void> {
  await insertMember(tx, { organizationId, userId }, at);
  const missing = await readMissing(tx, 'role', roles);
  for (const role of roles.filter((each) => !missing.includes(each))) {
    await insertRoleWithin(tx, { organizationId, userId, role }, null);
  }
}
