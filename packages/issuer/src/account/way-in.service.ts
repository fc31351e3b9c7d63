import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { requirementOf } from '../sign-in-policy/required-providers.service.ts';
import { readHeldWays } from './held-ways.store.ts';
import { hasWayIn } from './way-in.ts';

/** The person would have no way left to sign in. */
export class LastWayError extends Error {}

/**
 * Called in the transaction that holds a person's account and has just taken a way to sign in away: of two
 * that are taken away at the same moment, one is the last. Where the domain of their address demands a
 * provider, nothing else opens the account, and so nothing else counts.
 *
 * @throws LastWayError where none is left; the transaction ends.
 */
export async function requireAWayIn(
  tx: Transaction,
  userId: string,
  { mail }: Pick<Context, 'mail'>,
): Promise<void> {
  const held = await readHeldWays(tx, userId);
  const { ways } = await readPolicy(tx, signInPolicy);
  const required = (await requirementOf(userId, { sql: tx }))?.providers ?? null;
  if (hasWayIn(held, { ways, canSendMail: mail.canSend, required })) return;
  throw new LastWayError('There is no other way to sign in.');
}
