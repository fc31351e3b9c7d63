import type { RegistrationPolicy, Terms } from '../../registration-policy/registration-policy.ts';

/** What is known of a person and the terms. */
export interface Agreement {
  policy: Pick<RegistrationPolicy, 'terms'>;
  /** Whether they were not asked when the account was made. */
  owes: boolean;
  /** The versions that they have agreed to. */
  accepted: readonly string[];
}

/** The terms that a person has to agree to before they go on; null where there are none. */
export function owedTerms({ policy: { terms }, owes, accepted }: Agreement): Terms | null {
  if (!terms || accepted.includes(terms.version)) return null;
  return terms.asked === 'sign_in' || owes ? terms : null;
}
