import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { isUuid } from '../runtime/uuid.ts';
import {
  type AssignmentKind,
  deleteAssignment,
  insertAssignment,
  readMissing,
} from './assign.store.ts';
import { noSuchUser, type User } from './users/user.ts';
import { readUser, readUsers } from './users/users.store.ts';

/** What is given and taken by way of trial. */
export interface Supposition {
  giveRoles: readonly string[];
  takeRoles: readonly string[];
  giveGroups: readonly string[];
  takeGroups: readonly string[];
}

/**
 * Gives a person roles and groups and takes others, in a transaction that is rolled back: no one is told of
 * it, and the audit log has no word of it.
 */
export async function suppose(
  tx: Transaction,
  userId: string,
  { giveRoles, takeRoles, giveGroups, takeGroups }: Supposition,
): Promise<void> {
  for (const [kind, given, taken] of [
    ['role', giveRoles, takeRoles],
    ['group', giveGroups, takeGroups],
  ] as const) {
    for (const name of inOneOrder([...given, ...taken])) {
      if (given.includes(name)) await insertAssignment(tx, kind, userId, name, null);
      if (taken.includes(name)) await deleteAssignment(tx, kind, userId, name);
    }
  }
}

/** Two trials for one person lock the same rows in the same order: neither waits for the other in a circle. */
const inOneOrder = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** @throws OAuthError `not_found` naming one that is not there */
export async function requireNames(
  tx: Transaction,
  kind: AssignmentKind,
  names: readonly string[],
): Promise<void> {
  const [missing] = await readMissing(tx, kind, names);
  if (missing !== undefined) throw new OAuthError('not_found', `There is no ${kind} ${missing}.`);
}

/**
 * A person by id, or by a verified address.
 *
 * @throws OAuthError `not_found`
 */
export async function findPerson(sql: Queryable, text: string): Promise<User> {
  const [user] = isUuid(text)
    ? [await readUser(sql, text)]
    : await readUsers(sql, { email: text, after: null, limit: 1 });
  if (!user) throw noSuchUser(text);
  return user;
}
