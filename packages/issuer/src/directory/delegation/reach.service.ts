import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../../context.ts';
import type { Queryable } from '../../database/connection.ts';
import { type AdminPermission, adminPermissionsIn } from '../admin-permissions.ts';
import { type Caller, readActor } from '../caller.ts';
import type { User } from '../users/user.ts';
import { type PeopleQuery, readPeople } from './people.store.ts';
import { isMemberOfAny, readChain, readReach } from './reach.store.ts';
import {
  countsOn,
  type Delegated,
  isDisabledFor,
  nameOfPlace,
  onlyReading,
  type Place,
  peopleFor,
} from './reach.ts';

/** On which groups and organizations a person or a client may do something now. */
export async function reachOf(sql: Queryable, actor: string, now: Date): Promise<Delegated[]> {
  const read = readActor(actor);
  const found = read ? await readReach(sql, read, now) : [];
  return found
    .map(({ permissions, disabled, ...one }) => {
      const counts = countsOn[one.type];
      const held = adminPermissionsIn(permissions).filter((each) => counts.includes(each));
      return disabled
        ? { ...one, disabled, permissions: onlyReading(held) }
        : { ...one, permissions: held };
    })
    .filter(({ permissions }) => permissions.length > 0);
}

/** Who may do everywhere what can be delegated has nothing beside it that would count. */
export async function withReach(sql: Queryable, caller: Caller, now: Date): Promise<Caller> {
  if (delegable.every((each) => caller.permissions.includes(each))) return caller;
  return { ...caller, reach: await reachOf(sql, caller.actor, now) };
}

/** A group and those that it lies in. */
export const chainOf = (sql: Queryable, { identifier }: Place): Promise<string[]> =>
  readChain(sql, identifier);

const delegable = [...new Set(Object.values(countsOn).flat())];

/** Whether a caller may do something everywhere, or with this. */
export async function maysAt(
  sql: Queryable,
  caller: Caller,
  permission: AdminPermission,
  at: Place | null,
): Promise<boolean> {
  return (await reachedThrough(sql, caller, permission, at)) !== null;
}

/**
 * By what a caller may do something there: `everywhere`, or what they have on the places that it lies in. Null
 * where they may not.
 */
async function reachedThrough(
  sql: Queryable,
  caller: Caller,
  permission: AdminPermission,
  at: Place | null,
): Promise<'everywhere' | Delegated[] | null> {
  if (caller.permissions.includes(permission)) return 'everywhere';
  const may = (caller.reach ?? []).filter(
    (one) => one.type === at?.type && one.permissions.includes(permission),
  );
  if (!at || may.length === 0) return null;
  const names = at.type === 'group' ? await readChain(sql, at.identifier) : [at.identifier];
  const through = may.filter(({ identifier }) => names.includes(identifier));
  return through.length > 0 ? through : null;
}

/** Null where a caller may do something everywhere, or with this. */
export async function whyNotAt(
  sql: Queryable,
  caller: Caller,
  permission: AdminPermission,
  at: Place | null,
): Promise<OAuthError | null> {
  return (await maysAt(sql, caller, permission, at)) ? null : notThere(permission, at, caller);
}

/** @throws OAuthError `insufficient_scope` */
export async function requireAt(
  sql: Queryable,
  caller: Caller,
  permission: AdminPermission,
  at: Place | null,
): Promise<void> {
  const refusal = await whyNotAt(sql, caller, permission, at);
  if (refusal) throw refusal;
}

/**
 * Which of these permissions, at any API, a caller may not give away there. Who may give roles everywhere may
 * give each of other APIs; who may do so at one place gives what they have themselves.
 */
export async function notTheirsToGive(
  sql: Queryable,
  caller: Caller,
  permissions: readonly string[],
  at: Place | null,
): Promise<string[]> {
  const through = await reachedThrough(sql, caller, 'roles:write', at);
  if (through === 'everywhere') return [];
  const theirs = new Set(through?.flatMap(({ gives }) => gives));
  return permissions.filter((permission) => !theirs.has(permission));
}

/**
 * That a person is among those whom the caller may see: a member of what they reach. Who may do with all people what
 * they are about to do needs no more.
 *
 * @throws OAuthError `insufficient_scope`, also where there is no such person: it must not be found out
 */
export async function requirePerson(
  sql: Queryable,
  caller: Caller,
  { userId, needed }: { userId: string; needed: AdminPermission },
  now: Date,
): Promise<void> {
  if (caller.permissions.includes(needed)) return;
  const within = peopleFor(caller);
  if (!within || (await isMemberOfAny(sql, userId, within, now))) return;
  throw new OAuthError(
    'insufficient_scope',
    'This needs the permission users:read, everywhere or on a group or an organization of this person. Invite others by their e-mail address.',
  );
}

/** One page of the people there, and where the next one begins. */
export const findPeople = (
  query: PeopleQuery,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ users: User[]; next: string | null }> => readPeople(sql, query, clock.now());

function notThere(permission: AdminPermission, at: Place | null, caller: Caller): OAuthError {
  const needs = `This needs the permission ${permission}`;
  const why = !at
    ? `${needs} everywhere: a role on one group or organization is not enough.`
    : isDisabledFor(caller, at)
      ? `${needs} everywhere: ${nameOfPlace(at)} is disabled, and can only be looked at by a role on it.`
      : `${needs}, everywhere or on ${nameOfPlace(at)}.`;
  return new OAuthError('insufficient_scope', why);
}
