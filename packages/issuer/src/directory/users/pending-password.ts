import { decryptAtRest, encryptAtRest } from '../../keys/at-rest.ts';
import type { Random } from '../../runtime/random.ts';

/** In place of a hash: a password that is hashed later, encrypted until then. */
const prefix = 'pending:';

export const isPending = (stored: string | null): boolean => stored?.startsWith(prefix) ?? false;

/** Bound to its account, so that it cannot be moved to another one. */
export function sealPending(userId: string, password: string, key: Buffer, random: Random): string {
  const sealed = encryptAtRest(key, labelOf(userId), Buffer.from(password), random);
  return prefix + sealed.toString('base64');
}

/** @throws when it was sealed for another account, or under another server secret. */
export function openPending(userId: string, stored: string, key: Buffer): string {
  const sealed = Buffer.from(stored.slice(prefix.length), 'base64');
  return decryptAtRest(key, labelOf(userId), sealed).toString('utf8');
}

const labelOf = (userId: string): string => `password ${userId}`;
