import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';
import { noSuchUser } from '../users/user.ts';
import {
  deleteMember,
  insertMember,
  lockUser,
  readMember,
  readMembers,
  readMemberships,
} from './members.store.ts';
import { type Member, type Membership, noSuchOrganization } from './organization.ts';
import { lockOrganization, readOrganization } from './organizations.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

/** A person in an organization, by its key. */
export interface InOrganization {
  key: string;
  userId: string;
}

/** One page of the members, and whether there are more. @throws OAuthError `not_found` */
export async function listMembers(
  key: string,
  { after, limit }: { after: string | null; limit: number },
  { sql }: Pick<Context, 'sql'>,
): Promise<{ members: Member[]; more: boolean }> {
  const found = await readOrganization(sql, key);
  if (!found) throw noSuchOrganization(key);
  const members = await readMembers(sql, { organizationId: found.id, after, limit: limit + 1 });
  return { members: members.slice(0, limit), more: members.length > limit };
}

/** @throws OAuthError `not_found` */
export async function getMember(
  { key, userId }: InOrganization,
  { sql }: { sql: Queryable },
): Promise<Member> {
  const found = await readOrganization(sql, key);
  if (!found) throw noSuchOrganization(key);
  const member = await readMember(sql, { organizationId: found.id, userId });
  if (!member) throw noSuchMember({ key, userId });
  return member;
}

/** The same of one to whom no other transaction gives anything within until the end of this one; null for none. */
export async function holdMember(
  { key, userId }: InOrganization,
  tx: Transaction,
): Promise<Member | null> {
  const held = await lockOrganization(tx, key, 'update');
  return held && readMember(tx, { organizationId: held.id, userId });
}

/** One page of the organizations of a person, and whether there are more. */
export async function listMemberships(
  userId: string,
  { after, limit }: { after: string | null; limit: number },
  { sql }: Pick<Context, 'sql'>,
): Promise<{ memberships: Membership[]; more: boolean }> {
  const found = await readMemberships(sql, { userId, after, limit: limit + 1 });
  return { memberships: found.slice(0, limit), more: found.length > limit };
}

/** @throws OAuthError `not_found` when there is no such organization or user. */
export function joinOrganization(
  { key, userId }: InOrganization,
  caller: Caller,
  { changes, clock }: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return changes.give(async (tx) => {
    await guard(tx);
    const held = await lockOrganization(tx, key, 'share');
    if (!held) throw noSuchOrganization(key);
    if (!(await lockUser(tx, userId))) throw noSuchUser(userId);
    const at = clock.now();
    if (!(await insertMember(tx, { organizationId: held.id, userId }, at))) return [];
    await recordAudit(tx, {
      ...{ at, action: 'organization.add_member', actor: caller.actor },
      subjects: [`user:${userId}`, `organization:${held.id}`],
    });
    return [`more:user:${userId}`];
  });
}

/**
 * With the roles that they had within. Removing who is no member is no error, and waits for the gateways all
 * the same.
 */
export function leaveOrganization(
  { key, userId }: InOrganization,
  caller: Caller,
  { changes, clock }: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    await guard(tx);
    const held = await lockOrganization(tx, key, 'share');
    if (!held || !(await deleteMember(tx, { organizationId: held.id, userId }))) return [];
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.remove_member', actor: caller.actor },
      subjects: [`user:${userId}`, `organization:${held.id}`],
    });
    return [`user:${userId}`];
  });
}

export const noSuchMember = ({ key, userId }: InOrganization): OAuthError =>
  new OAuthError('not_found', `The user ${userId} is no member of the organization ${key}.`);
