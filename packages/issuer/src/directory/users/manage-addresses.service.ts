import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { requireAuthorityOverUser } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import { type Address, findAddress } from './address.ts';
import {
  keepProvedAddress,
  listAddresses,
  maxAddresses,
  removeAddress,
} from './addresses.service.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import { tellOfAddress } from './tell-of-changes.service.ts';
import { noSuchUser } from './user.ts';
import { lockUser, readAccount, readUser } from './users.store.ts';

/** @throws OAuthError `not_found` */
export async function getAddresses(
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<Address[]> {
  if (!(await readUser(sql, userId))) throw noSuchUser(userId);
  return listAddresses(sql, userId);
}

/**
 * Adds an address that an administrator vouches for. Adding what is theirs already is no error.
 *
 * @throws OAuthError `not_found`; `conflict` where it is another user's, or there are so many already;
 *   `insufficient_scope` as `authority.service.ts` says.
 */
export async function vouchForAddress(
  userId: string,
  email: string,
  caller: Caller,
  context: Pick<Context, 'clock' | 'changes' | 'mail' | 'settings'>,
): Promise<void> {
  const { clock, changes } = context;
  const now = clock.now();
  try {
    await changes.give(async (tx) => {
      await enter(tx, userId, caller, now);
      const to = await readAccount(tx, userId);
      const { kept } = await keepProvedAddress(tx, { userId, email });
      if (kept === 'too_many') {
        throw new OAuthError('conflict', `A user has ${maxAddresses} addresses at most.`);
      }
      if (kept === 'no_account') throw new OAuthError('conflict', 'The user is disabled.');
      if (kept === 'known') return [];
      await recordAudit(tx, {
        ...{ at: now, action: 'user.update', actor: caller.actor, subjects: [`user:${userId}`] },
        detail: { changed: ['addresses'] },
      });
      await tellOfAddress(tx, { kind: 'address-added', to, address: email, at: now }, context);
      return [`more:user:${userId}`];
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new OAuthError('conflict', 'Another user has this e-mail address.', { cause: error });
  }
}

/**
 * Takes an address from a user: what was sent to it, and what that has proved, counts no more, and they are
 * signed out everywhere. Removing one that is not there is no error.
 *
 * @throws OAuthError `conflict` for the primary one and one that the configuration file names;
 *   `insufficient_scope` as `authority.service.ts` says.
 */
export function withdrawAddress(
  userId: string,
  email: string,
  caller: Caller,
  context: Pick<Context, 'clock' | 'changes' | 'mail' | 'settings'>,
): Promise<void> {
  const { clock, changes } = context;
  const now = clock.now();
  return changes.takeAway(async (tx) => {
    await enter(tx, userId, caller, now);
    if ((await removeAddress(tx, { userId, email, by: 'administrator' })) === null) {
      if (!findAddress(await listAddresses(tx, userId), email)) return [];
      throw new OAuthError(
        'conflict',
        'The primary address and one that the configuration file names stay. Change them there first.',
      );
    }
    await signOutEverywhere(tx, [userId], now);
    const subjects = [`user:${userId}`];
    await recordAudit(tx, { at: now, action: 'address.remove', actor: caller.actor, subjects });
    const account = await readAccount(tx, userId);
    // Only verified ones are kept beside the primary one.
    const to = account && { ...account, email, emailVerified: true };
    await tellOfAddress(tx, { kind: 'address-removed', to, address: email, at: now }, context);
    return [`user:${userId}`];
  });
}

async function enter(tx: Transaction, userId: string, caller: Caller, now: Date): Promise<void> {
  if (!(await lockUser(tx, userId, 'change'))) throw noSuchUser(userId);
  // An address is something to sign in with.
  await requireAuthorityOverUser(tx, caller, userId, now);
}
