import { passkeyFactor } from '../factors/passkey.factor.ts';
import { totpFactor } from '../factors/totp.factor.ts';
import type { SecondFactor } from '../sign-in-policy/second-factor.ts';

/** What a person can be asked for besides, in this order; each from a file of its own. */
export const secondFactors: readonly SecondFactor[] = [passkeyFactor, totpFactor];
