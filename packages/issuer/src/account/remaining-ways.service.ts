import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { readPolicy } from '../policies/policies.service.ts';
import type { FirstWay } from '../sign-in-policy/first-ways.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { readHeldWays } from './remaining-ways.store.ts';

/** The person would have no way left to sign in. */
export class LastWayError extends Error {}

/**
 * How a person can still say who they are, of the ways that are offered here. Called in the transaction
 * that holds their account and has just taken one away: of two that are taken away at the same moment, one
 * is the last.
 */
export async function remainingWays(
  tx: Transaction,
  userId: string,
  { mail }: Pick<Context, 'mail'>,
): Promise<(FirstWay | 'provider')[]> {
  const [held, { ways }] = [await readHeldWays(tx, userId), await readPolicy(tx, signInPolicy)];
  const isHeld: Record<FirstWay, boolean> = {
    password: held.password,
    passkey: held.passkey,
    email_code: held.mailbox && mail.canSend,
    magic_link: held.mailbox && mail.canSend,
  };
  return [
    ...ways.filter((way) => isHeld[way]),
    ...(held.identities > 0 ? ['provider' as const] : []),
  ];
}

/** @throws LastWayError where none is left; the transaction ends. */
export async function requireAWayIn(
  tx: Transaction,
  userId: string,
  context: Pick<Context, 'mail'>,
): Promise<void> {
  const ways = await remainingWays(tx, userId, context);
  if (ways.length === 0) throw new LastWayError('There is no other way to sign in.');
}
