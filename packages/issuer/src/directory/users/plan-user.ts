import type { DeclaredUser } from './user-declaration.ts';

/** What the file said of a user when it was applied last. */
export interface LastDeclared {
  email: string;
  name: string;
  passwordDigest: Buffer | null;
  passwordMark: Buffer | null;
  roles: string[];
  groups: string[];
}

/** What a user has, from the file or from an administrator. */
export interface Account {
  id: string;
  email: string;
  name: string;
  passwordHash: string | null;
  roles: Held[];
  groups: Held[];
  /**
   * Whether it was made by a sign-in at a provider that may not vouch for its address, and the file
   * has given it nothing yet: it may be another person's than the file means.
   */
  unproven: boolean;
}

interface Held {
  name: string;
  ends: boolean;
}

export interface UserPlan {
  /** Whether the account may be another person's, or is another entry's: then none of it is recorded. */
  isAnothers?: boolean;
  /** Null where there is no account and none is to be made. */
  write: {
    email: string;
    name: string;
    /** Whether the password is to become what the file says. */
    password: boolean;
    /** To be given, for good. */
    roles: string[];
    groups: string[];
  } | null;
  /** Where the account is not as the file says: an administrator's doing, or it may be another person's. */
  drift: string[];
}

interface Given {
  user: DeclaredUser;
  /** Of the declared password. */
  digest: Buffer | null;
  /** Null where the file did not name the user before. */
  last: LastDeclared | null;
  account: Account | null;
  /** What `passwordMark` is compared with. */
  mark: Buffer | null;
}

/**
 * What to write to a user's account: what the file says now and did not say before. Whatever else
 * is not as the file says was changed by an administrator, and is theirs to change back.
 */
export function planUser({ user, digest, last, account, mark }: Given): UserPlan {
  if (account?.unproven) return leftAlone(user, unproven);
  if (!last) return { write: { ...user, password: digest !== null }, drift: [] };
  const drift = (what: string, how: string) => `user:${user.email}: ${what}, ${how}`;
  if (!account) return { write: null, drift: [drift('the account', taken)] };
  const password = digest !== null && !isSame(digest, last.passwordDigest);
  const name = user.name === last.name ? account.name : user.name;
  const replaced = digest !== null && !password && !isSame(mark, last.passwordMark);
  const changed = [...(name === user.name ? [] : ['name']), ...(replaced ? ['password'] : [])].map(
    (what) => drift(what, 'changed by an administrator'),
  );
  const kept = (kind: 'role' | 'group', key: 'roles' | 'groups') =>
    user[key].flatMap((given) => {
      if (!last[key].includes(given)) return [];
      const held = account[key].find((candidate) => candidate.name === given);
      if (held && !held.ends) return [];
      return [drift(`${kind} ${given}`, held ? ended : taken)];
    });
  return {
    write: {
      email: user.email === last.email ? account.email : user.email,
      name,
      password,
      roles: user.roles.filter((role) => !last.roles.includes(role)),
      groups: user.groups.filter((group) => !last.groups.includes(group)),
    },
    drift: [...changed, ...kept('role', 'roles'), ...kept('group', 'groups')],
  };
}

/** Where one person has two addresses that the file has an entry for each: the account is one entry's. */
export const planSecondEntry = (user: DeclaredUser, first: string): UserPlan =>
  leftAlone(user, `left alone, another address of user:${first}`);

const leftAlone = ({ email }: DeclaredUser, why: string): UserPlan => ({
  ...{ write: null, isAnothers: true },
  drift: [`user:${email}: ${why}`],
});

const unproven =
  'left alone, made through a provider that is not trusted with its domain (trusted_for_domains)';
const taken = 'taken by an administrator';
const ended = 'given an end by an administrator';

const isSame = (one: Buffer | null, other: Buffer | null): boolean =>
  one !== null && other !== null && one.equals(other);
