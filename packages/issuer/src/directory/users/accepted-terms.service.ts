import type { Transaction } from '../../database/connection.ts';
import { insertAcceptedTerms } from './accepted-terms.store.ts';

/**
 * Keeps that a person agreed to a version of the terms. The first time counts.
 *
 * @returns whether this is the first time
 */
export const acceptTerms = (
  tx: Transaction,
  userId: string,
  version: string,
  now: Date,
): Promise<boolean> => insertAcceptedTerms(tx, { userId, version, acceptedAt: now });
