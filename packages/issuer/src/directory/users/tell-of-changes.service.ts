import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { tellInOwnLanguage } from '../../mail/tell-in-own-language.service.ts';
import { routes } from '../../routes.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { readNameOfIssuer } from './identities.store.ts';
import type { User } from './user.ts';
import { type Account, readAccount } from './users.store.ts';

type Dependencies = Pick<Context, 'mail' | 'settings'>;

interface IdentityChange {
  kind: 'identity-linked' | 'identity-unlinked';
  userId: string;
  issuer: string;
  at: Date;
}

/** Tells the owner of an account by mail that it is connected with a provider, or is no more. */
export async function tellOfIdentity(
  tx: Transaction,
  { kind, userId, issuer, at }: IdentityChange,
  context: Dependencies,
): Promise<void> {
  const provider = await readNameOfIssuer(tx, issuer);
  const parameters = () => ({ at, provider, link: linkOf(context) });
  const to = await readAccount(tx, userId);
  await tellInOwnLanguage(tx, { kind, to, parameters }, context);
}

interface AddressChange {
  kind: 'address-added' | 'address-removed';
  to: Account | null;
  address: string;
  at: Date;
}

/** Tells the owner of an account by mail that an address signs in to it, or does no more. */
export const tellOfAddress = (
  tx: Transaction,
  { kind, to, address, at }: AddressChange,
  context: Dependencies,
): Promise<void> => {
  const parameters = () => ({ at, address, link: linkOf(context) });
  return tellInOwnLanguage(tx, { kind, to, parameters }, context);
};

interface Merge {
  /** Both as they were: the one that is given up, and the one that stays. */
  from: Account | null;
  to: Account | null;
  at: Date;
}

/**
 * Tells the owners of two accounts that they are one now, each at their address: the accounts may have been of two
 * people.
 */
export async function tellOfMerge(
  tx: Transaction,
  { from, to, at }: Merge,
  context: Dependencies,
): Promise<void> {
  if (!from || !to) return;
  const link = linkOf(context);
  const parameters = () => ({ at, address: from.email, into: to.email, link });
  const isSame = emailKey(from.email) === emailKey(to.email);
  // Of two accounts with one address, it is verified at one of them at most.
  for (const each of isSame && to.emailVerified ? [to] : [from, to]) {
    await tellInOwnLanguage(tx, { kind: 'accounts-merged', to: each, parameters }, context);
  }
}

interface UserChange {
  /** The account as it was. */
  to: Account | null;
  before: User;
  after: User;
  hasNewPassword: boolean;
  at: Date;
}

/** Tells the owner of an account by mail what an administrator has changed about how they sign in. */
export async function tellOfUserChange(
  tx: Transaction,
  { to, before, after, hasNewPassword, at }: UserChange,
  context: Dependencies,
): Promise<void> {
  const link = linkOf(context);
  if (hasNewPassword) {
    const parameters = () => ({ at, link });
    await tellInOwnLanguage(tx, { kind: 'password-changed', to, parameters }, context);
  }
  if (emailKey(before.email) !== emailKey(after.email)) {
    const parameters = () => ({ at, address: after.email, link });
    await tellInOwnLanguage(tx, { kind: 'address-changed', to, parameters }, context);
  } else if (!after.emailVerified) {
    // Where it was verified: otherwise nothing is sent there.
    await tellOfAddress(tx, { kind: 'address-removed', to, address: before.email, at }, context);
  }
}

const linkOf = ({ settings }: Dependencies): string => settings.url + routes.account;
