import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { hashPassword, verifyPassword } from '../directory/users/password.ts';
import { signOutEverywhere } from '../directory/users/sign-out.ts';
import type { Difference } from './reconcile.store.ts';
import type { DeclaredUser } from './schema.ts';
import {
  type Assignment,
  readUsersByEmail,
  reconcileAssignments,
  reconcileUsers,
  type WantedUser,
} from './users.store.ts';

/** By e-mail address as declared: the hash that was found, and the one to write, if any. */
export type Passwords = ReadonlyMap<string, { found: string | null; next: string | null }>;

/** One after the other: only so many hashes may wait at a time, and people sign in meanwhile. */
export async function preparePasswords(
  users: readonly DeclaredUser[],
  { sql, random }: Pick<Context, 'sql' | 'random'>,
): Promise<Passwords> {
  const known = await knownUsers(sql, users);
  const passwords = new Map<string, { found: string | null; next: string | null }>();
  for (const { email, password } of users) {
    if (password === undefined) continue;
    const found = known.get(email)?.passwordHash ?? null;
    passwords.set(email, { found, next: await nextHash(password, found, random) });
  }
  return passwords;
}

export async function applyUsers(
  tx: Transaction,
  users: readonly DeclaredUser[],
  passwords: Passwords,
  now: Date,
  { random }: Pick<Context, 'random'>,
): Promise<Difference[]> {
  const known = await knownUsers(tx, users);
  const wanted: WantedUser[] = [];
  const signedOut: string[] = [];
  const roles: Assignment[] = [];
  const groups: Assignment[] = [];
  for (const user of users) {
    const before = known.get(user.email);
    const id = before?.id ?? random.uuid();
    const found = before?.passwordHash ?? null;
    const prepared = passwords.get(user.email);
    // Written by somebody else since it was prepared: look again, which is rare.
    const stale = user.password !== undefined && prepared?.found !== found;
    const next = stale ? await nextHash(user.password!, found, random) : (prepared?.next ?? null);
    if (found !== null && next !== null) signedOut.push(id);
    wanted.push({ id, email: user.email, name: user.name, password_hash: next });
    for (const role of user.roles) roles.push([id, role]);
    for (const group of user.groups) groups.push([id, group]);
  }
  const differences = [
    ...(await reconcileUsers(tx, wanted, now)),
    ...(await reconcileAssignments(tx, 'user_roles', roles)),
    ...(await reconcileAssignments(tx, 'group_members', groups)),
  ];
  await signOutEverywhere(tx, signedOut, now);
  return differences;
}

/** Null where the stored hash is one of this password already: hashing again would change it. */
async function nextHash(
  password: string,
  stored: string | null,
  random: Context['random'],
): Promise<string | null> {
  const same = stored !== null && (await verifyPassword(password, stored));
  return same ? null : hashPassword(password, random);
}

async function knownUsers(sql: Queryable, users: readonly DeclaredUser[]) {
  const known = await readUsersByEmail(
    sql,
    users.map(({ email }) => email),
  );
  return new Map(known.map((user) => [user.asked, user]));
}
