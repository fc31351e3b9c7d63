import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { numericDate, secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { claimLoginAttempt, insertLoginAttempt, readLoginAttempt } from './login-attempts.store.ts';

/** How long a person may take at the provider. */
const lifetimeSeconds = 10 * 60;

const loginAttemptSchema = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** The interaction to return to. */
  interaction: z.string(),
  /** Who was signed in there before this moment (NumericDate) has to do it again. */
  signedInSince: z.number().optional(),
});

/** One sign-in at an upstream provider: what the way back is checked against. */
export type LoginAttempt = z.infer<typeof loginAttemptSchema>;

interface LoginAttemptRequest {
  provider: string;
  interaction: string;
  /** How long ago they may have signed in there, in seconds; undefined where it does not matter. */
  maxAge: number | undefined;
}

/**
 * Begins an attempt, tied to this browser. Every attempt has a state of its own, so that two tabs
 * do not disturb each other.
 */
export async function startLoginAttempt(
  { provider, interaction, maxAge }: LoginAttemptRequest,
  browser: Browser,
  { sql, clock, random, secrets }: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>,
): Promise<LoginAttempt & { state: string }> {
  const now = clock.now();
  const unguessable = () => random.bytes(32).toString('base64url');
  const state = unguessable();
  const attempt: LoginAttempt = { nonce: unguessable(), codeVerifier: unguessable(), interaction };
  if (maxAge !== undefined) attempt.signedInSince = numericDate(now) - maxAge;
  const plain = Buffer.from(JSON.stringify(attempt));
  await insertLoginAttempt(sql, {
    stateHash: sha256(state),
    browserHash: browser.hash,
    provider,
    secrets: encryptAtRest(secrets.atRest, label(state), plain, random),
    expiresAt: secondsAfter(now, lifetimeSeconds),
  });
  return { ...attempt, state };
}

export type FinishedAttempt =
  | { kind: 'finished'; attempt: LoginAttempt }
  /** It was finished before, or took too long. `interaction` is where it would have led. */
  | { kind: 'over'; interaction: string }
  /** Not of this browser, or not of this provider, or too long ago. */
  | { kind: 'unknown' };

/** Ends an attempt, once. */
export async function finishLoginAttempt(
  { provider, state }: { provider: string; state: string },
  browser: Browser,
  { sql, clock, secrets }: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<FinishedAttempt> {
  const key = { stateHash: sha256(state), browserHash: browser.hash, provider };
  const open = (sealed: Buffer): LoginAttempt => {
    const plain = decryptAtRest(secrets.atRest, label(state), sealed);
    return loginAttemptSchema.parse(JSON.parse(plain.toString()));
  };
  const claimed = await claimLoginAttempt(sql, key, clock.now());
  if (claimed) return { kind: 'finished', attempt: open(claimed) };
  const over = await readLoginAttempt(sql, key);
  return over ? { kind: 'over', interaction: open(over).interaction } : { kind: 'unknown' };
}

const label = (state: string): string => `federation attempt ${sha256(state).toString('hex')}`;
