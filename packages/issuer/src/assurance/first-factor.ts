import { identifies } from './assurance.ts';
import type { Method, Proof } from './proof.ts';

/**
 * Whether a person has to type a code from their mailbox before they do what gives lasting access: set up
 * their first second factor, connect a provider, add an address. Anyone who has learned the password would
 * otherwise keep the account after the owner has changed it, or lock the owner out with a factor.
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
