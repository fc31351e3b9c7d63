import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { requirementOf } from '../sign-in-policy/required-providers.service.ts';
import { readHeldWays } from './held-ways.store.ts';
import { type HeldWays, hasWayIn, type Offered } from './way-in.ts';

/** The person would have no way left to sign in. */
export class LastWayError extends Error {}

/** Whether a person could do without their password now. */
export async function hasWayInWithoutPassword(
  userId: string,
  context: { sql: Queryable } & Pick<Context, 'mail'>,
): Promise<boolean> {
  const { held, offered } = await readWays(userId, context);
  return hasWayIn({ ...held, password: false }, offered);
}

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
  const { held, offered } = await readWays(userId, { sql: tx, mail });
  if (hasWayIn(held, offered)) return;
  throw new LastWayError('There is no other way to sign in.');
}

async function readWays(
  userId: string,
  { sql, mail }: { sql: Queryable } & Pick<Context, 'mail'>,
): Promise<{ held: HeldWays; offered: Offered }> {
  const held = await readHeldWays(sql, userId);
  const { ways } = await readPolicy(sql, signInPolicy);
  const required = (await requirementOf(userId, { sql }))?.providers ?? null;
  return { held, offered: { ways, canSendMail: mail.canSend, required } };
}
