import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { numericDate, secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import {
  claimLoginAttempt,
  insertLoginAttempt,
  insertPosted,
  readLoginAttempt,
} from './login-attempts.store.ts';
import { type Provider, placeOf } from './provider.ts';

/** How long a person may take at the provider. */
const lifetimeSeconds = 10 * 60;

const secretsOfAttempt = {
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Who was signed in there before this moment (NumericDate) has to do it again. */
  signedInSince: z.number().optional(),
  /** What the browser was sent to. A node of the version before keeps none, and then the id has to do. */
  place: z.string().optional(),
};

const loginAttemptSchema = z.union([
  /** To sign in: the interaction to return to. */
  z.object({ ...secretsOfAttempt, interaction: z.string() }),
  /** To link what signs in there to the account of a person, in the session that they asked for it in. */
  z.object({
    ...secretsOfAttempt,
    link: z.object({
      userId: z.string(),
      sessionId: z.string(),
      /**
       * As it was when they asked: what is taken from the person meanwhile ends the attempt, too. A node of
       * the version before keeps none, and such an attempt links nothing.
       */
      credentialVersion: z.int().default(-1),
    }),
  }),
]);

/** One sign-in at an upstream provider: what the way back is checked against. */
export type LoginAttempt = z.infer<typeof loginAttemptSchema>;

export type LinkingAttempt = Extract<LoginAttempt, { link: unknown }>;

/** Where an attempt leads. */
export type Destination =
  | Pick<Extract<LoginAttempt, { interaction: string }>, 'interaction'>
  | Pick<LinkingAttempt, 'link'>;

interface LoginAttemptRequest {
  provider: Provider;
  destination: Destination;
  /** How long ago they may have signed in there, in seconds; undefined where it does not matter. */
  maxAge: number | undefined;
}

/**
 * Begins an attempt, tied to this browser. Every attempt has a state of its own, so that two tabs
 * do not disturb each other.
 */
export async function startLoginAttempt(
  { provider, destination, maxAge }: LoginAttemptRequest,
  browser: Browser,
  { sql, clock, random, secrets }: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>,
): Promise<LoginAttempt & { state: string }> {
  const now = clock.now();
  const unguessable = () => random.bytes(32).toString('base64url');
  const state = unguessable();
  const attempt: LoginAttempt = {
    ...{ nonce: unguessable(), codeVerifier: unguessable(), place: placeOf(provider) },
    ...destination,
  };
  if (maxAge !== undefined) attempt.signedInSince = numericDate(now) - maxAge;
  const plain = Buffer.from(JSON.stringify(attempt));
  await insertLoginAttempt(sql, {
    stateHash: sha256(state),
    browserHash: browser.hash,
    provider: provider.id,
    secrets: encryptAtRest(secrets.atRest, label(state), plain, random),
    expiresAt: secondsAfter(now, lifetimeSeconds),
  });
  return { ...attempt, state };
}

export type FinishedAttempt =
  /** `posted` is what the provider sent with a POST, where it did. */
  | { kind: 'finished'; attempt: LoginAttempt; posted: URLSearchParams | null }
  /** It was finished before, or took too long. */
  | { kind: 'over'; attempt: LoginAttempt }
  /** Not of this browser, or not of this provider, or too long ago. */
  | { kind: 'unknown' };

/**
 * Ends an attempt, once. Where another provider has its id by now, or it has moved, the code is for the place
 * that the browser was sent to, and no other one gets it (RFC 9700, section 4.4).
 */
export async function finishLoginAttempt(
  { provider, state }: { provider: Provider; state: string },
  browser: Browser,
  { sql, clock, secrets }: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<FinishedAttempt> {
  const key = { stateHash: sha256(state), browserHash: browser.hash, provider: provider.id };
  const decrypt = (sealed: Buffer) =>
    decryptAtRest(secrets.atRest, label(state), sealed).toString();
  const open = (sealed: Buffer) => loginAttemptSchema.parse(JSON.parse(decrypt(sealed)));
  const claimed = await claimLoginAttempt(sql, key, clock.now());
  if (claimed) {
    const posted = claimed.posted && new URLSearchParams(decrypt(claimed.posted));
    const attempt = open(claimed.secrets);
    const { place = placeOf(provider) } = attempt;
    return place === placeOf(provider)
      ? { kind: 'finished', attempt, posted }
      : { kind: 'unknown' };
  }
  const over = await readLoginAttempt(sql, key);
  return over ? { kind: 'over', attempt: open(over) } : { kind: 'unknown' };
}

/** More than any provider sends. */
const maxPostedLength = 16 * 1024;

/**
 * Keeps what a provider posted until the browser comes for it. Whose browser posts it is not known
 * yet: only the first time counts, and it counts for nothing but the browser that began the attempt.
 */
export async function keepPosted(
  { provider, state }: { provider: string; state: string },
  parameters: URLSearchParams,
  { sql, clock, random, secrets }: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets'>,
): Promise<void> {
  const text = parameters.toString();
  if (text.length > maxPostedLength) return;
  const posted = encryptAtRest(secrets.atRest, label(state), Buffer.from(text), random);
  await insertPosted(sql, { stateHash: sha256(state), provider, posted }, clock.now());
}

const label = (state: string): string => `federation attempt ${sha256(state).toString('hex')}`;
