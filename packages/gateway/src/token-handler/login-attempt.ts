import { createHash } from 'node:crypto';

/** One attempt to sign in, sealed into a cookie of its own so that several tabs may try at once. */
export interface LoginAttempt {
  verifier: string;
  nonce: string;
  returnTo: string;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
}

export const attemptLifeSeconds = 600;
export const maxAttempts = 4;

const statePattern = /^[A-Za-z0-9_-]{22}$/;
export const isState = (text: string): boolean => statePattern.test(text);

export const codeChallenge = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

/** Null for what is older than an attempt may take, or is none. */
export function livingAttempt(content: unknown, wall: number): LoginAttempt | null {
  const attempt = content as LoginAttempt | null | undefined;
  if (typeof attempt?.verifier !== 'string') return null;
  const age = wall - attempt.startedAt;
  return age < attemptLifeSeconds * 1000 ? attempt : null;
}
