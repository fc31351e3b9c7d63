import type { Profile } from './profile.ts';

/** What the database knows that bears on a profile. */
export interface Known {
  /** The account that this identity is linked to. */
  linked: { userId: string; disabled: boolean } | null;
  /** Whether the profile's e-mail address is that of an account, and verified there. */
  addressTaken: boolean;
}

export type Refusal = 'disabled' | 'address_taken' | 'no_address';

export type Decision =
  | { kind: 'sign_in'; userId: string }
  | { kind: 'create'; email: string; emailVerified: boolean; name: string }
  | { kind: 'refuse'; reason: Refusal };

/**
 * Which account a profile belongs to. Only the provider's subject is a key. The same e-mail
 * address never links an identity to an account by itself: whoever can make a provider say an
 * address would take the account over. One that the provider has not verified is not even looked
 * at: it would tell anybody who has an account here, and shut out whoever does own it.
 */
export function decideAccount(profile: Profile, { linked, addressTaken }: Known): Decision {
  if (linked) {
    return linked.disabled
      ? { kind: 'refuse', reason: 'disabled' }
      : { kind: 'sign_in', userId: linked.userId };
  }
  const { email, emailVerified } = profile;
  if (email === null) return { kind: 'refuse', reason: 'no_address' };
  if (emailVerified && addressTaken) return { kind: 'refuse', reason: 'address_taken' };
  const name = profile.name ?? email.slice(0, email.indexOf('@'));
  return { kind: 'create', email, emailVerified, name };
}
