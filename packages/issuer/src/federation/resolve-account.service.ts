import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isDenied } from '../abuse/domain-rules.ts';
import type { Context } from '../context.ts';
import { createProviderUser } from '../directory/users/create-provider-user.service.ts';
import { linkByAddress } from '../directory/users/identities.service.ts';
import { readPolicy } from '../policies/policies.service.ts';
import {
  type Closed,
  closedTo,
  type RegistrationPolicy,
  registrationPolicy,
} from '../registration-policy/registration-policy.ts';
import { domainOf } from '../runtime/email-address.ts';
import { type Decision, decideAccount } from './accounts.ts';
import { readKnown } from './federation.store.ts';
import { keptProfile, type Profile } from './profile.ts';
import type { Provider } from './provider.ts';
import { type CommonSettings, readCommonSettings } from './provider-settings.ts';
import { takeOverAccount } from './take-over-account.service.ts';

export type Resolved =
  | Exclude<Decision, { kind: 'create' | 'link' | 'take_over' }>
  /** The provider was deleted meanwhile, or its people are others. */
  | { kind: 'gone' };

/** More than one round only while the same account or identity changes at the same time. */
const maxRounds = 3;

/** The account that a profile belongs to: made, linked or taken over now where the decision says so. */
export async function resolveAccount(
  provider: Provider,
  profile: Profile,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings' | 'changes' | 'mail'>,
): Promise<Resolved> {
  const settings = readCommonSettings(provider.settings);
  const isTaken = settings.profile !== 'never';
  const kept = isTaken ? keptProfile(profile) : { locale: null, claims: {} };
  const told = isTaken ? profile : { ...profile, name: null };
  for (let round = 0; round < maxRounds; round++) {
    const known = await readKnown(context.sql, provider, profile);
    if (!known) return { kind: 'gone' };
    const decision = decideAccount(told, known, provider);
    const identity = { issuer: provider.issuer, subject: profile.subject };
    if (decision.kind === 'create') {
      if (isDenied(decision.email, context.settings.abuse?.domains)) {
        return { kind: 'refuse', reason: 'denied_address' };
      }
      const policy = await readPolicy(context.sql, registrationPolicy);
      const closed = closedAt(settings, decision, policy);
      if (closed) return { kind: 'refuse', reason: `registration_${closed}` };
      const userId = context.random.uuid();
      const groups = provider.defaultGroups;
      const owesTerms = policy.terms !== null;
      const isTrusted = provider.trustedForDomains.includes(domainOf(decision.email));
      const user = {
        ...decision,
        ...identity,
        userId,
        groups,
        owesTerms,
        isTrusted,
        profile: kept,
      };
      if (await createProviderUser(user, provider.id, context)) {
        return { kind: 'sign_in', userId, credentialVersion: 0 };
      }
    } else if (decision.kind === 'link') {
      const { userId, email, credentialVersion } = decision;
      const linked = await linkByAddress({ ...identity, userId, email }, provider.id, context);
      if (linked) return { kind: 'sign_in', userId, credentialVersion };
    } else if (decision.kind === 'take_over') {
      const taken = await takeOverAccount(
        decision,
        { ...identity, provider: provider.id },
        context,
      );
      if (taken) return { kind: 'sign_in', ...taken };
    } else {
      return decision;
    }
  }
  throw new OAuthError(
    'temporarily_unavailable',
    'This account is being changed at this moment. Try again.',
    { retryAfter: 1 },
  );
}

/** Why the owner of an address that no account has gets none by signing in at a provider. */
function closedAt(
  { registration }: Pick<CommonSettings, 'registration'>,
  address: { email: string; emailVerified: boolean },
  policy: RegistrationPolicy,
): Closed | null {
  if (registration === 'policy') return closedTo(policy, address);
  return registration === 'off' ? 'off' : null;
}
