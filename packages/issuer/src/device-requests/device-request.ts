import type { z } from 'zod';
import { authorizationParametersSchema } from '../interactions/interaction.ts';
import { codeLetters } from '../runtime/code-letters.ts';
import type { RequestSource } from '../runtime/request-source.ts';

/** What a device asks for: what of an authorization request does not depend on a browser. */
export const deviceParametersSchema = authorizationParametersSchema.pick({
  scope: true,
  apis: true,
  details: true,
  organization: true,
  maxAge: true,
  acr: true,
  idTokenClaims: true,
});

export type DeviceParameters = z.output<typeof deviceParametersSchema>;

/** A request of a device that a person can still answer. */
export interface DeviceRequest {
  id: string;
  clientId: string;
  parameters: DeviceParameters;
  userCode: string;
  /** Where it was asked for. */
  from: RequestSource;
  createdAt: Date;
}

export const userCodeLength = 8;

/**
 * What was typed of a code, however it was typed: case, blanks and hyphens say nothing (RFC 8628, section
 * 6.1). Null for what is no code.
 */
export function readUserCode(typed: string): string | null {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '');
  const isCode =
    letters.length === userCodeLength && [...letters].every((each) => codeLetters.includes(each));
  return isCode ? letters : null;
}

/** Seconds between two questions of a device, at first; what too early a question adds; and the most. */
export const pollInterval = { first: 5, step: 5, most: 30 } as const;

/** What a device is told that asks for its tokens. */
export type Poll =
  /** No device of this client has this code. */
  | 'unknown'
  | 'expired'
  /** It asked before its interval was over; the interval is longer from now on. */
  | 'too early'
  | 'pending'
  | 'denied'
  | 'allowed';

export interface PolledRequest {
  expiresAt: Date;
  /** Whether it asked before its interval was over. */
  early: boolean;
  answered: boolean;
  allowed: boolean;
}

/** Seconds by which a question may come earlier: the delay of a network is not the same for two requests. */
export const tolerance = 1;

/** Decides what a device is told. Of questions at the same moment, one at most is told of the answer. */
export function answerToPoll(request: PolledRequest | null, now: Date): Poll {
  if (!request) return 'unknown';
  const { expiresAt, early, answered, allowed } = request;
  if (expiresAt <= now) return 'expired';
  if (early) return 'too early';
  if (!answered) return 'pending';
  return allowed ? 'allowed' : 'denied';
}
