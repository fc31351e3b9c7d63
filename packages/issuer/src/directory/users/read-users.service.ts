import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { readUserDetails } from './details.store.ts';
import { FormerUserError } from './former-user.ts';
import {
  type FormerQuery,
  type FormerUser,
  readFormer,
  readFormerUsers,
} from './former-users.store.ts';
import { type Found, type Place, searchUsers, type UserSearch } from './search-users.store.ts';
import { noSuchUser, type User, type UserDetails } from './user.ts';
import { lockUser, readNames, readUsers, type UserQuery } from './users.store.ts';

/** One page of users, and whether there are more. */
export async function listUsers(
  query: UserQuery,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ users: User[]; more: boolean }> {
  const users = await readUsers(sql, { ...query, limit: query.limit + 1 });
  return { users: users.slice(0, query.limit), more: users.length > query.limit };
}

/** One page of those who are found by how their address or name begins, and where the next one begins. */
export const findUsers = (
  query: UserSearch,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ users: Found[]; next: Place | null }> => searchUsers(sql, query);

/** @throws OAuthError `not_found`; FormerUserError */
export async function getUser(
  id: string,
  { sql, clock }: { sql: Queryable; clock: Context['clock'] },
): Promise<UserDetails> {
  const user = await readUserDetails(sql, id, clock.now());
  if (user) return user;
  const former = await readFormer(sql, id);
  throw former ? new FormerUserError(former) : noSuchUser(id);
}

/** What people are called, by id; those who are deleted are left out. */
export const namesOf = (
  ids: readonly string[],
  { sql }: Pick<Context, 'sql'>,
): Promise<Map<string, string>> => readNames(sql, ids);

/**
 * The same of a user to whom no other transaction does anything until the end of this one: none gives them
 * a role, either.
 */
export async function holdUser(
  id: string,
  { tx, clock }: { tx: Transaction; clock: Context['clock'] },
): Promise<UserDetails> {
  await lockUser(tx, id, 'delete');
  return getUser(id, { sql: tx, clock });
}

/** One page of those whose account is gone, and whether there are more. */
export async function listFormerUsers(
  query: FormerQuery,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ former: FormerUser[]; more: boolean }> {
  const former = await readFormerUsers(sql, { ...query, limit: query.limit + 1 });
  return { former: former.slice(0, query.limit), more: former.length > query.limit };
}
