import type { Context } from '../context.ts';
import type { PendingLink } from '../directory/users/identity.ts';
import { noteUse } from '../directory/users/own-identities.service.ts';
import type { GroupsOfProvider } from '../directory/users/provider-groups.service.ts';
import type { ProviderProfile } from '../directory/users/provider-profile.ts';
import type { NewProof } from '../interactions/interactions.service.ts';
import { askWho } from './ask-provider.service.ts';
import type { CallbackAnswer } from './driver.ts';
import type { Failure } from './failures.ts';
import { isStillThere } from './federation.store.ts';
import { claimNames, groupsFrom } from './groups.ts';
import { notices, refusalNotice } from './notices.ts';
import { keptProfile, type Profile } from './profile.ts';
import type { Provider } from './provider.ts';
import { assuredBy, readCommonSettings } from './provider-settings.ts';
import { resolveAccount } from './resolve-account.service.ts';
import type { Upstreams } from './upstreams.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'settings' | 'log' | 'changes' | 'mail'
> & {
  upstreams: Upstreams;
};

export type Outcome =
  | {
      kind: 'sign_in';
      signIn: NewProof;
      groups: GroupsOfProvider | null;
      profile: ProviderProfile | null;
    }
  /** The owner of the account has to sign in with the password first. */
  | { kind: 'link'; link: PendingLink }
  /** It takes another provider for this address. */
  | { kind: 'elsewhere'; email: string }
  | ({ kind: 'refuse' } & Failure);

/** Exchanges the code, and finds, links or makes the account. */
export async function completeSignIn(
  provider: Provider,
  callback: CallbackAnswer,
  context: Dependencies,
): Promise<Outcome> {
  const { id, name } = provider;
  const answer = await askWho(provider, callback, context);
  if ('notice' in answer) return { kind: 'refuse', ...answer };
  const { profile, userinfoFailure } = answer;
  const settings = readCommonSettings(provider.settings);
  const { groups: map } = settings;
  const { groups, elsewhere } = groupsFrom(map, profile.raw);
  if (elsewhere.length > 0) {
    context.log.warn(
      { provider: id, claims: elsewhere },
      'a provider keeps the groups of a person elsewhere',
    );
  }
  if (userinfoFailure !== undefined && claimNames(map).some((claim) => !(claim in profile.raw))) {
    // In which groups the person is cannot be known: neither is anything given nor taken.
    return { kind: 'refuse', reason: 'groups cannot be read', notice: notices.unreachable(name) };
  }
  const account = await resolveAccount(provider, profile, context);
  // After the account was read: what deletes the provider later ends this sign-in as one that is half-way.
  if (account.kind === 'gone' || !(await isStillThere(context.sql, provider))) {
    return { kind: 'refuse', reason: 'the provider is gone', notice: notices.over };
  }
  const identity = { issuer: provider.issuer, subject: profile.subject };
  if (account.kind === 'sign_in') {
    await noteUse(identity, context);
    const { userId, credentialVersion } = account;
    const proof = {
      ...({ method: 'provider', provider: id } as const),
      ...assuredBy(profile, settings),
      ...signedInThere(profile, callback.attempt, context.clock.now()),
    };
    return {
      kind: 'sign_in',
      signIn: { userId, credentialVersion, proof },
      groups: map.length > 0 ? { identity: { ...identity, userId }, provider: id, groups } : null,
      profile: settings.profile === 'every_sign_in' ? keptProfile(profile) : null,
    };
  }
  if (account.kind === 'elsewhere') return account;
  if (account.kind === 'prove') {
    const { userId, email } = account;
    return { kind: 'link', link: { ...identity, userId, email, provider: id } };
  }
  // The address is not refused to us: it could not be asked for.
  const unread = account.reason === 'no_address' && userinfoFailure !== undefined;
  const notice = unread ? notices.unreachable(name) : refusalNotice(account.reason, name);
  return { kind: 'refuse', reason: account.reason, notice };
}

/**
 * When the person signed in there, where that was before now. A provider that was asked for a recent
 * sign-in and names a time before that has passed the driver's check: its clock is behind ours.
 */
function signedInThere(
  { authTime }: Pick<Profile, 'authTime'>,
  { signedInSince = 0 }: CallbackAnswer['attempt'],
  now: Date,
): { authTime?: Date } {
  if (authTime === null || authTime < signedInSince) return {};
  // It is told in whole seconds.
  const at = new Date(authTime * 1000 + 999);
  return at < now ? { authTime: at } : {};
}
