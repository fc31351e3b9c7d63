import { createHash } from 'node:crypto';

/** One attempt to sign in, sealed into a cookie of its own so that several tabs may try at once. */
export interface Transaction {
  verifier: string;
  nonce: string;
  returnTo: string;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
}

export const transactionLifeSeconds = 600;
export const mostTransactions = 4;

const statePattern = /^[A-Za-z0-9_-]{22}$/;
export const isState = (text: string): boolean => statePattern.test(text);

export const codeChallenge = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

/** Null for what is older than an attempt may take, or is none. */
export function livingTransaction(content: unknown, wall: number): Transaction | null {
  const transaction = content as Transaction | null;
  if (typeof transaction?.verifier !== 'string') return null;
  const age = wall - transaction.startedAt;
  return age < transactionLifeSeconds * 1000 ? transaction : null;
}
