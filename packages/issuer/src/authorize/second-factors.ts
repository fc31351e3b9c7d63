import { totpFactor } from '../factors/totp.factor.ts';
import { attainableLevels } from '../sign-in-policy/attainable.ts';
import { firstWays } from '../sign-in-policy/first-ways.ts';
import type { SecondFactor } from '../sign-in-policy/second-factor.ts';

/** What a person can be asked for besides, in this order; each from a file of its own. */
export const secondFactors: readonly SecondFactor[] = [totpFactor];

/** How sure it can be here who signs in, weakest first. */
export const levels = attainableLevels(
  firstWays,
  secondFactors.map(({ method }) => method),
);
