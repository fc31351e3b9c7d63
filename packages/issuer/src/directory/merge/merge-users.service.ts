import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { keepAnAdministrator, requireAuthority } from '../authority.service.ts';
import { adminPermissionsOfUserAnywhere } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { maxAddresses } from '../users/addresses.service.ts';
import { insertAddress, writePrimary } from '../users/addresses.store.ts';
import { FormerUserError } from '../users/former-user.ts';
import { insertFormer, moveMerged, readFormer } from '../users/former-users.store.ts';
import { readIdentities } from '../users/identities.store.ts';
import { maxIdentities } from '../users/identity.ts';
import { signOutEverywhere } from '../users/sign-out.service.ts';
import { tellOfMerge } from '../users/tell-of-changes.service.ts';
import { noSuchUser, type User } from '../users/user.ts';
import { deleteUserRow, lockUser, readAccount } from '../users/users.store.ts';
import {
  type Lost,
  moveGroups,
  moveIdentities,
  moveMemberships,
  moveResourceRoles,
  moveRoles,
  readLost,
  readVerifiedAddresses,
} from './merge.store.ts';

export interface WantedMerge {
  /** The account that is given up. */
  id: string;
  /** The one that stays. */
  into: string;
  reason?: string | undefined;
}

/** What has come to the account that stays, and what has not. */
export interface Merged {
  roles: string[];
  groups: string[];
  resourceRoles: number;
  organizations: string[];
  identities: number;
  addresses: string[];
  /** What is lost with the other one. */
  lost: Lost & {
    /** For which there was no room. */
    addresses: string[];
  };
}

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock' | 'mail' | 'settings'>;

/**
 * Makes two accounts of one person one: what was given to the first, its identities and its verified addresses
 * go to the second. What the first is signed in with ends, and what it signs in with by itself goes nowhere: who
 * knows its password would be let into the other one. It cannot be undone. Returns when no gateway acts on what
 * was before.
 *
 * @throws OAuthError `not_found`, `conflict`; `insufficient_scope` as `authority.service.ts` says, and where the
 *   caller could not give what moves by itself
 */
export const mergeUsers = (
  wanted: WantedMerge,
  caller: Caller,
  context: Dependencies,
): Promise<Merged> =>
  context.changes.takeAway(async (tx) => {
    const value = await merge(tx, wanted, caller, context);
    const tags: CacheTag[] = [`user:${wanted.id}`, `user:${wanted.into}`];
    return { value, tags };
  });

/** The same, in a transaction that is rolled back. */
export async function tryMerge(
  wanted: WantedMerge,
  caller: Caller,
  context: Dependencies,
): Promise<Merged> {
  let merged: Merged | undefined;
  try {
    await context.sql.begin(async (tx) => {
      merged = await merge(tx, wanted, caller, context);
      throw new Tried();
    });
  } catch (error) {
    if (!(error instanceof Tried)) throw error;
  }
  return merged!;
}

/** Undoes the transaction. */
class Tried extends Error {}

async function merge(
  tx: Transaction,
  { id: from, into: to, reason }: WantedMerge,
  caller: Caller,
  context: Dependencies,
): Promise<Merged> {
  const now = context.clock.now();
  if (from === to) throw new OAuthError('conflict', 'This is the same account.');
  const held = await holdBoth(tx, from, to);
  refuseUnmergeable(held);
  const borne = await adminPermissionsOfUserAnywhere(tx, from, now);
  requireAuthority(caller, [...borne, ...(await adminPermissionsOfUserAnywhere(tx, to, now))]);
  const of = { from, to, now };
  const told = { from: await readAccount(tx, from), to: await readAccount(tx, to), at: now };
  const merged = await keepAnAdministrator(tx, borne, now, async () => {
    const lost = await readLost(tx, from);
    const roles = await moveRoles(tx, of);
    const groups = await moveGroups(tx, of);
    const resourceRoles = await moveResourceRoles(tx, of);
    const { organizations, organizationRoles } = await moveMemberships(tx, of);
    const { identities, providerGroups } = await moveIdentities(tx, of);
    requireAuthority(caller, [
      ...(roles.length + resourceRoles + organizationRoles > 0 ? (['roles:write'] as const) : []),
      ...(groups.length + providerGroups > 0 ? (['groups:write'] as const) : []),
      ...(organizations.length > 0 ? (['organizations:write'] as const) : []),
    ]);
    const candidates = await readVerifiedAddresses(tx, from);
    await moveMerged(tx, from, to);
    await deleteUserRow(tx, from);
    // Only now do they belong to no account.
    const { kept, left } = await keepAddresses(tx, held.to, candidates);
    return {
      ...{ roles, groups, resourceRoles, organizations, identities, addresses: kept },
      lost: { ...lost, addresses: left },
    };
  });
  await requireRoomForIdentities(tx, to);
  await signOutEverywhere(tx, [from], now);
  await insertFormer(tx, { id: from, by: caller.actor, mergedInto: to }, now);
  await recordAudit(tx, {
    ...{ at: now, action: 'user.merge', actor: caller.actor },
    subjects: [`user:${to}`, `user:${from}`],
    detail: {
      ...(reason !== undefined && { reason }),
      ...{ roles: merged.roles, groups: merged.groups, organizations: merged.organizations },
      ...{ identities: merged.identities, resource_roles: merged.resourceRoles },
    },
  });
  await tellOfMerge(tx, told, context);
  return merged;
}

/**
 * Both accounts, in the order of their ids: two merges of the same accounts do not wait for one another.
 *
 * @throws OAuthError `not_found`
 */
async function holdBoth(
  tx: Transaction,
  from: string,
  to: string,
): Promise<Record<'from' | 'to', User>> {
  const found = new Map<string, User | null>();
  for (const id of [from, to].toSorted()) {
    found.set(id, await lockUser(tx, id, id === from ? 'delete' : 'change'));
  }
  const [first, second] = [found.get(from), found.get(to)];
  if (!first) {
    // The other one of two merges at once was first.
    const former = await readFormer(tx, from);
    throw former ? new FormerUserError(former) : noSuchUser(from);
  }
  if (!second) throw noSuchUser(to);
  return { from: first, to: second };
}

function refuseUnmergeable({ from, to }: Record<'from' | 'to', User>): void {
  if (from.declared) {
    const text = 'The configuration file declares this user, and would make the account again.';
    throw new OAuthError('conflict', `${text} Take them out of it first.`);
  }
  if (from.disabled || to.disabled) {
    throw new OAuthError('conflict', 'One of the accounts is disabled. Enable it first.');
  }
}

async function keepAddresses(tx: Transaction, to: User, emails: readonly string[]) {
  const kept: string[] = [];
  const left: string[] = [];
  for (const email of emails) {
    const added = { userId: to.id, email };
    const isKept = await insertAddress(tx, added, maxAddresses);
    // It was their primary one already, and the other account has proved it.
    if (isKept && emailKey(email) === emailKey(to.email)) await writePrimary(tx, added);
    (isKept ? kept : left).push(email);
  }
  return { kept, left };
}

async function requireRoomForIdentities(tx: Transaction, userId: string): Promise<void> {
  const identities = await readIdentities(tx, userId);
  if (identities.length <= maxIdentities) return;
  const text = `A user has ${maxIdentities} identities at most; these would be ${identities.length}.`;
  throw new OAuthError('conflict', `${text} Unlink some first.`);
}
