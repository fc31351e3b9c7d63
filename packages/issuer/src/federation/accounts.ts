import type { Closed } from '../registration-policy/registration-policy.ts';
import { domainOf } from '../runtime/email-address.ts';
import type { Profile } from './profile.ts';
import type { Provider } from './provider.ts';

/** What the database knows that bears on a profile. */
export interface Known {
  /** The account that this identity is linked to. */
  linked: { userId: string; disabled: boolean; credentialVersion: number } | null;
  /** The account that has the profile's e-mail address, verified there. */
  owner: {
    userId: string;
    disabled: boolean;
    credentialVersion: number;
    /**
     * Whether it is linked to an identity at this provider already, or to one whose provider is not
     * trusted for the domain of the address.
     */
    provenElsewhere: boolean;
    /**
     * Whether it was made with this address on the word of a provider that is not trusted for the domain, and
     * is linked to none that is required for it: its owner may never have been here.
     */
    madeElsewhere: boolean;
  } | null;
  /** The ids of the providers of which it takes one for the domain of the profile's address. */
  required: readonly string[];
}

/** The last kind: a first sign-in makes no account. */
export type Refusal = 'disabled' | 'no_address' | 'denied_address' | `registration_${Closed}`;

export type Decision =
  | { kind: 'sign_in'; userId: string; credentialVersion: number }
  | { kind: 'create'; email: string; emailVerified: boolean; name: string }
  /** Both sides have the address, and the provider may vouch for it. */
  | { kind: 'link'; userId: string; email: string; credentialVersion: number }
  /**
   * The provider is required for the domain, and another one made the account with the address: it becomes
   * that of its owner, without what has opened it so far.
   */
  | { kind: 'take_over'; userId: string; email: string; credentialVersion: number }
  /** It takes another provider for the domain of the address. */
  | { kind: 'elsewhere'; email: string }
  /** Both sides have the address: the account's owner links by signing in with the password. */
  | { kind: 'prove'; userId: string; email: string }
  | { kind: 'refuse'; reason: Refusal };

/**
 * Which account a profile belongs to. Only the provider's subject is a key. An e-mail address links
 * only where it is verified on both sides, at a provider that the configuration trusts for its domain,
 * and where no other person can have used the account before: an account that was made or entered
 * through a provider that is not trusted for the domain may belong to an attacker who made that
 * provider state this address. An address that the provider has not verified is not looked up: the
 * answer would tell strangers who has an account here, and could shut out its owner.
 *
 * Of a domain for which a provider is required, no other provider makes an account with a verified address:
 * its owner could not enter it by any way that is open to them.
 */
export function decideAccount(
  profile: Profile,
  { linked, owner, required }: Known,
  { id, trustedForDomains }: Pick<Provider, 'id' | 'trustedForDomains'>,
): Decision {
  if (linked) {
    return linked.disabled
      ? { kind: 'refuse', reason: 'disabled' }
      : {
          kind: 'sign_in',
          userId: linked.userId,
          credentialVersion: linked.credentialVersion,
        };
  }
  const { email, emailVerified } = profile;
  if (email === null) return { kind: 'refuse', reason: 'no_address' };
  const isRequired = required.includes(id);
  if (emailVerified && required.length > 0 && !isRequired) return { kind: 'elsewhere', email };
  if (emailVerified && owner) {
    const { userId, credentialVersion } = owner;
    const trusted = trustedForDomains.includes(domainOf(email));
    const takesOver = isRequired && owner.madeElsewhere;
    if (!trusted || (owner.provenElsewhere && !takesOver)) return { kind: 'prove', userId, email };
    if (owner.disabled) return { kind: 'refuse', reason: 'disabled' };
    return { kind: takesOver ? 'take_over' : 'link', userId, email, credentialVersion };
  }
  const name = profile.name ?? email.slice(0, email.indexOf('@'));
  return { kind: 'create', email, emailVerified, name };
}
