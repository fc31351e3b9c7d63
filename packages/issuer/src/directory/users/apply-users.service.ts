import { createHash, createHmac } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Difference } from '../../database/reconcile.ts';
import { reconcileAssignments } from '../assign.store.ts';
import {
  type KnownUser,
  readUsersByEmail,
  reconcileUsers,
  type WantedUser,
} from './apply-users.store.ts';
import { readLastDeclared, recordDeclaredUsers } from './declared-users.store.ts';
import { emailKey } from './email-address.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { type LastDeclared, planUser, type UserPlan } from './plan-user.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import type { DeclaredUser } from './user-declaration.ts';

/** By e-mail address as declared: the hash that was found, and the one to write, if any. */
export type Passwords = ReadonlyMap<string, PreparedPassword>;

interface PreparedPassword {
  found: string | null;
  next: string | null;
}

/** One after the other: only so many hashes may wait at a time, and people sign in meanwhile. */
export async function preparePasswords(
  users: readonly DeclaredUser[],
  { sql, random, secrets }: Pick<Context, 'sql' | 'random' | 'secrets'>,
): Promise<Passwords> {
  const passwords = new Map<string, PreparedPassword>();
  for (const { user, account, plan } of await planUsers(sql, users, secrets.pepper)) {
    if (!plan.write?.password) continue;
    const found = account?.passwordHash ?? null;
    passwords.set(user.email, { found, next: await nextHash(user.password!, found, random) });
  }
  return passwords;
}

export interface AppliedUsers {
  differences: Difference[];
  /** What an administrator changed, and the file did not since. */
  drift: string[];
}

export async function applyUsers(
  tx: Transaction,
  users: readonly DeclaredUser[],
  passwords: Passwords,
  now: Date,
  { random, secrets }: Pick<Context, 'random' | 'secrets'>,
): Promise<AppliedUsers> {
  const planned = await planUsers(tx, users, secrets.pepper, 'until the end');
  const wanted: WantedUser[] = [];
  const signedOut: string[] = [];
  const assignments = { roles: newAssignments(), groups: newAssignments() };
  const declared: LastDeclared[] = [];
  for (const { user, digest, last, account, plan } of planned) {
    const { email, name, roles, groups } = user;
    let passwordMark = digest && (last?.passwordMark ?? null);
    if (plan.write) {
      const id = account?.id ?? random.uuid();
      const found = account?.passwordHash ?? null;
      const prepared = passwords.get(email);
      const next = plan.write.password
        ? // Written by somebody else since it was prepared: look again, which is rare.
          prepared?.found === found
          ? prepared.next
          : await nextHash(user.password!, found, random)
        : null;
      if (plan.write.password) passwordMark = markOf(next ?? found);
      if (found !== null && next !== null) signedOut.push(id);
      wanted.push({ id, email: plan.write.email, name: plan.write.name, password_hash: next });
      for (const key of ['roles', 'groups'] as const) {
        for (const name of user[key]) assignments[key].wanted.push([id, name]);
        for (const name of plan.write[key]) assignments[key].given.push([id, name]);
      }
    }
    declared.push({ email, name, passwordDigest: digest, passwordMark, roles, groups });
  }
  const differences = [
    ...(await reconcileUsers(tx, wanted, now)),
    ...wanted
      .filter(({ password_hash }) => password_hash !== null)
      .map((user) => passwordSet(user, signedOut.includes(user.id))),
    ...(await reconcileAssignments(tx, 'role', assignments.roles)),
    ...(await reconcileAssignments(tx, 'group', assignments.groups)),
  ];
  await signOutEverywhere(tx, signedOut, now);
  await recordDeclaredUsers(tx, declared);
  return { differences, drift: planned.flatMap(({ plan }) => plan.drift) };
}

const passwordSet = ({ id, email }: WantedUser, signedOut: boolean): Difference => {
  const subject = `user:${id}` as const;
  const user = { name: `user:${email}`, subject, tags: signedOut ? [subject] : [] };
  return { what: 'changed', ...user, change: 'given', thing: 'password' };
};

type Assignments = Parameters<typeof reconcileAssignments>[2];

const newAssignments = (): {
  [Key in keyof Assignments]: Assignments[Key][number][];
} => ({ wanted: [], given: [] });

interface Planned {
  user: DeclaredUser;
  digest: Buffer | null;
  last: LastDeclared | null;
  account: KnownUser | null;
  plan: UserPlan;
}

/** Until the end of the transaction nobody else changes these accounts, if so asked. */
async function planUsers(
  sql: Queryable,
  users: readonly DeclaredUser[],
  pepper: Buffer,
  lock?: 'until the end',
): Promise<Planned[]> {
  const emails = users.map(({ email }) => email);
  const known = byAddress(await readUsersByEmail(sql, emails, lock));
  const before = byAddress(await readLastDeclared(sql, emails));
  return users.map((user) => {
    const account = known.get(user.email) ?? null;
    const last = before.get(user.email) ?? null;
    const digest = digestOfPassword(user, pepper);
    const mark = markOf(account?.passwordHash ?? null);
    return { user, digest, last, account, plan: planUser({ user, digest, last, account, mark }) };
  });
}

const byAddress = <T extends { asked: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.asked, row]));

/** Null where the stored hash is one of this password already: hashing again would change it. */
async function nextHash(
  password: string,
  stored: string | null,
  random: Context['random'],
): Promise<string | null> {
  const same = stored !== null && (await verifyPassword(password, stored));
  return same ? null : hashPassword(password, random);
}

/** Keyed, because it is stored; with the address, so that the same password does not show. */
function digestOfPassword({ email, password }: DeclaredUser, pepper: Buffer): Buffer | null {
  if (password === undefined) return null;
  return createHmac('sha256', pepper)
    .update(JSON.stringify(['declared password', emailKey(email), password]))
    .digest();
}

const markOf = (hash: string | null): Buffer | null =>
  hash === null ? null : createHash('sha256').update(hash).digest();
