import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { insertIdentity } from './identities.store.ts';
import { createAccount } from './new-account.service.ts';
import type { ProviderProfile } from './provider-profile.ts';

export interface NewProviderUser {
  userId: string;
  issuer: string;
  subject: string;
  email: string;
  emailVerified: boolean;
  name: string;
  groups: string[];
  /** Whether the provider is trusted for the domain of the address. */
  isTrusted?: boolean;
  /** Whether there are terms to agree to. */
  owesTerms: boolean;
  profile: Pick<ProviderProfile, 'locale' | 'claims'>;
}

/**
 * Makes the account of a person who signs in through a provider for the first time. A new user is
 * in no cache yet, so that nothing has to wait for the gateways.
 *
 * @returns false when the address or the identity was taken, or the provider deleted, in between: decide again.
 */
export async function createProviderUser(
  { userId: id, issuer, subject, profile, isTrusted = false, ...user }: NewProviderUser,
  provider: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> {
  const now = clock.now();
  try {
    return await sql.begin(async (tx) => {
      const { locale, claims } = profile;
      const more = { locale: locale ?? undefined, profile: claims };
      const vouchedBy = isTrusted ? null : provider;
      const account = { ...user, ...more, vouchedBy, id, createdAt: now };
      await createAccount(tx, account);
      const identity = { provider, issuer, subject, userId: id, email: user.email };
      if (!(await insertIdentity(tx, identity, now))) throw new Taken();
      await recordAudit(tx, {
        at: now,
        action: 'user.create',
        actor: `provider:${provider}`,
        subjects: [`user:${id}`, `provider:${provider}`],
        detail: { email_verified: user.emailVerified, groups: user.groups },
      });
      return true;
    });
  } catch (error) {
    if (error instanceof Taken || isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Undoes the transaction. */
class Taken extends Error {}
