import { identifies } from './assurance.ts';
import type { Method, Proof } from './proof.ts';

/**
 * Whether a person has to type a code from their mailbox before they set up their first second factor.
 * Anyone who has learned a password would otherwise get the first factor, and lock the owner out with it.
 *
 * @param recent what the person has proved for this, and nothing from long ago
 * @param person their second factors, and whether a code can be sent to an address that is proved to be theirs
 */
export const owesMailbox = (
  recent: readonly Pick<Proof, 'method' | 'userVerified'>[],
  { factors, hasMailbox }: { factors: readonly Method[]; hasMailbox: boolean },
): boolean =>
  hasMailbox &&
  factors.length === 0 &&
  !recent.some((proof) => proof.method !== 'password' && identifies(proof));
