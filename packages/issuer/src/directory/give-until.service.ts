import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';

/**
 * Gives something until a moment, or for good. Given before, it gets the new end, which may be an earlier
 * one: then it takes away, and waits like it.
 *
 * @param work does it, and names what is cached of it
 * @throws OAuthError `invalid_request` for an end that has passed
 */
export function giveUntil(
  validUntil: Date | null,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
  work: (tx: Transaction, at: Date) => Promise<CacheTag[]>,
): Promise<void> {
  const at = clock.now();
  if (validUntil && validUntil <= at) {
    throw new OAuthError('invalid_request', 'valid_until: this time has already passed.');
  }
  const given = (tx: Transaction) => work(tx, at);
  return validUntil ? changes.takeAway(given) : changes.give(given);
}
