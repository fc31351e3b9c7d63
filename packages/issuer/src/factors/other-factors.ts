import type { Method } from '../assurance/proof.ts';
import type { OtherWay } from '../pages/parts/other-ways.ts';
import type { TextKey } from '../pages/texts.ts';
import { routes } from '../routes.ts';
import type { FactorsRow } from './factors.store.ts';

export type AskedFactor = Extract<Method, 'passkey' | 'totp' | 'recovery_code'>;

/** The page that asks for it, and what leads there from another. */
export const factorPages = {
  passkey: { page: routes.passkey, label: 'second_factor.by_passkey' },
  totp: { page: routes.totp, label: 'second_factor.by_app' },
  recovery_code: { page: routes.recoveryCode, label: 'second_factor.by_recovery_code' },
} as const satisfies Record<AskedFactor, { page: (interaction: string) => string; label: TextKey }>;

/** What a person can be asked for. */
export function factorsOf(person: FactorsRow): AskedFactor[] {
  const has = {
    passkey: person.hasPasskey,
    totp: person.secret !== null,
    recovery_code: person.recoveryCodes > 0,
  };
  return (Object.keys(has) as AskedFactor[]).filter((factor) => has[factor]);
}

/** The other factors of a person, for when this one is not at hand. */
export const otherFactors = (
  factor: AskedFactor,
  person: FactorsRow,
  interaction: string,
): OtherWay[] =>
  factorsOf(person)
    .filter((other) => other !== factor)
    .map((other) => ({
      href: factorPages[other].page(interaction),
      label: factorPages[other].label,
    }));
