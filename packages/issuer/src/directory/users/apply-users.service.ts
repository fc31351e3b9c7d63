import { createHash, createHmac } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Difference } from '../../database/reconcile.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { reconcileAssignments } from '../assign.store.ts';
import {
  type KnownUser,
  readUsersByEmail,
  reconcileUsers,
  type WantedUser,
} from './apply-users.store.ts';
import { readLastDeclared, recordDeclaredUsers } from './declared-users.store.ts';
import { type Hashing, hashPassword, maxHashes, verifyPassword } from './password.ts';
import { isPending, sealPending } from './pending-password.ts';
import { type LastDeclared, planSecondEntry, planUser, type UserPlan } from './plan-user.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import type { DeclaredUser } from './user-declaration.ts';

/** By e-mail address as declared: the hash that was found, and what to write, if anything. */
export type Passwords = ReadonlyMap<string, PreparedPassword>;

interface PreparedPassword {
  found: string | null;
  next: string | 'later' | null;
}

/** More new passwords than this are hashed after the apply, which would take minutes otherwise. */
const maxHashedAtOnce = 20;

/** Hashes before the transaction, which holds locks. */
export async function preparePasswords(
  users: readonly DeclaredUser[],
  context: Pick<Context, 'sql' | 'random' | 'secrets' | 'settings'>,
): Promise<Passwords> {
  const { sql, secrets } = context;
  const planned = await planUsers(sql, users, secrets.pepper);
  const due = planned.filter(({ plan }) => plan.write?.password);
  const fresh = due.filter(({ user, account }) => user.password && !account?.passwordHash);
  const later = new Set(fresh.length > maxHashedAtOnce ? fresh : []);
  const passwords = new Map<string, PreparedPassword>();
  const waiting = due.values();
  const work = async () => {
    for (const each of waiting) {
      const found = each.account?.passwordHash ?? null;
      const next = later.has(each) ? 'later' : await nextHash(each.user, found, context);
      passwords.set(each.user.email, { found, next });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, maxHashes - 1) }, work));
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
  context: Pick<Context, 'random' | 'secrets' | 'settings'>,
): Promise<AppliedUsers> {
  const { random, secrets } = context;
  const planned = await planUsers(tx, users, secrets.pepper, 'until the end');
  const wanted: WantedUser[] = [];
  const signedOut: string[] = [];
  const assignments = { roles: newAssignments(), groups: newAssignments() };
  const declared: LastDeclared[] = [];
  for (const { user, digest, last, account, plan } of planned) {
    // The file gives it all once the account is known to be theirs.
    if (plan.isAnothers) continue;
    const { email, name, roles, groups } = user;
    let passwordMark = digest && (last?.passwordMark ?? null);
    if (plan.write) {
      const id = account?.id ?? random.uuid();
      const found = account?.passwordHash ?? null;
      const prepared = passwords.get(email);
      const ready = plan.write.password
        ? // Written by another call since it was prepared: look again, which is rare.
          prepared?.found === found
          ? prepared.next
          : await nextHash(user, found, context)
        : null;
      const next =
        ready === 'later' ? sealPending(id, user.password!, secrets.atRest, random) : ready;
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

/** With `lock`, other transactions cannot change these accounts until this one ends. */
async function planUsers(
  sql: Queryable,
  users: readonly DeclaredUser[],
  pepper: Buffer,
  lock?: 'until the end',
): Promise<Planned[]> {
  const emails = users.map(({ email }) => email);
  const known = byAddress(await readUsersByEmail(sql, emails, lock));
  const before = byAddress(await readLastDeclared(sql, emails));
  const entries = entriesOf(known.values());
  return users.map((user) => {
    const account = known.get(user.email) ?? null;
    const last = before.get(user.email) ?? null;
    const digest = digestOfPassword(user, pepper);
    const mark = markOf(account?.passwordHash ?? null);
    const entry = account && entries.get(account.id);
    const plan =
      entry && entry !== user.email
        ? planSecondEntry(user, entry)
        : planUser({ user, digest, last, account, mark });
    return { user, digest, last, account, plan };
  });
}

/** By account, the entry of the file that it belongs to: of several, that of the primary address. */
function entriesOf(accounts: Iterable<KnownUser>): Map<string, string> {
  const entries = new Map<string, string>();
  for (const { id, asked, email } of accounts) {
    if (!entries.has(id) || emailKey(asked) === emailKey(email)) entries.set(id, asked);
  }
  return entries;
}

const byAddress = <T extends { asked: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.asked, row]));

/** Null where what is stored is this password already: hashing again would change it. */
async function nextHash(
  { password, password_hash: given }: DeclaredUser,
  stored: string | null,
  hashing: Hashing,
): Promise<string | null> {
  if (given !== undefined) return given === stored ? null : given;
  const isKnown = stored !== null && !isPending(stored);
  const same = isKnown && (await verifyPassword(password!, stored));
  return same ? null : hashPassword(password!, hashing);
}

/** Keyed, because it is stored; with the address, so that the same password does not show. */
function digestOfPassword(
  { email, password, password_hash: hash }: DeclaredUser,
  pepper: Buffer,
): Buffer | null {
  if (hash !== undefined)
    return digest(['declared password hash', email.toLowerCase(), hash], pepper);
  if (password === undefined) return null;
  return digest(['declared password', emailKey(email), password], pepper);
}

const digest = (parts: readonly string[], pepper: Buffer): Buffer =>
  createHmac('sha256', pepper).update(JSON.stringify(parts)).digest();

const markOf = (hash: string | null): Buffer | null =>
  hash === null ? null : createHash('sha256').update(hash).digest();
