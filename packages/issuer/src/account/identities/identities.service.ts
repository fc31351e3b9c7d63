import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { addIdentity, takeIdentity } from '../../directory/users/own-identities.service.ts';
import { signOutElsewhere } from '../../directory/users/sign-out.service.ts';
import type { Profile } from '../../federation/profile.ts';
import type { Provider } from '../../federation/provider.ts';
import { tellOwner } from '../../mail/tell-owner.service.ts';
import { changeOwn, type OwnChange } from '../own-change.service.ts';
import { pathOfSection } from '../sections.ts';
import { requireAWayIn } from '../way-in.service.ts';
import {
  type LinkableProvider,
  type OwnIdentity,
  readLinkableProviders,
  readOwnIdentities,
} from './identities.store.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>;

/** What a person can sign in with elsewhere, and what else they can connect. */
export async function listOwnIdentities(
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ identities: OwnIdentity[]; providers: LinkableProvider[] }> {
  const [identities, providers] = await Promise.all([
    readOwnIdentities(sql, userId),
    readLinkableProviders(sql),
  ]);
  return { identities, providers };
}

/**
 * Links what the person has just signed in with at a provider, in this very session.
 *
 * @returns `own` where it was linked before, `taken` where it is another person's, `full` where they have too many, `gone` where the provider
 *   was deleted meanwhile; null when the session has
 *   ended, or something was taken away from the person, meanwhile
 */
export const linkOwnIdentity = (
  { provider, profile, ...change }: OwnChange & { provider: Provider; profile: Profile },
  context: Dependencies,
): Promise<'linked' | 'own' | 'taken' | 'full' | 'gone' | null> =>
  changeOwn(
    change,
    async (tx, { account, person, now }) => {
      const { issuer, id, name } = provider;
      const { subject, email } = profile;
      const { userId } = account;
      const linked = await addIdentity(tx, { provider: id, issuer, subject, userId, email }, now);
      if (linked !== 'linked') return linked;
      const subjects = [person, `provider:${id}`];
      const detail = { by: 'account' };
      await recordAudit(tx, { at: now, action: 'user.link', actor: person, subjects, detail });
      const parameters = { at: now, provider: name, link: linkTo(context) };
      const { language } = change;
      await tellOwner(tx, { kind: 'identity-linked', to: account, language, parameters }, context);
      return linked;
    },
    context,
  );

/**
 * Takes an identity away. Everything that the person is signed in with elsewhere ends: sessions do not tell
 * by which identity they were opened.
 *
 * @param name of the provider, for the mail
 * @returns whether it was one of theirs; null when the session has ended, or something was taken away from
 *   the person, meanwhile
 * @throws LastWayError where there is no other way to sign in
 */
export const unlinkOwnIdentity = (
  { id, name, ...change }: OwnChange & { id: string; name: string },
  context: Dependencies,
): Promise<boolean | null> =>
  changeOwn(
    change,
    async (tx, { account, person, now }) => {
      const { userId } = account;
      const gone = await takeIdentity(tx, { userId, id }, now);
      if (!gone) return false;
      await requireAWayIn(tx, userId, context);
      await signOutElsewhere(tx, { userId, sessionId: change.session.id }, now);
      await recordAudit(tx, {
        ...{ at: now, action: 'user.unlink', actor: person, subjects: [person] },
        detail: { issuer: gone.issuer },
      });
      const parameters = { at: now, provider: name, link: linkTo(context) };
      const { language } = change;
      const mail = { kind: 'identity-unlinked', to: account, language, parameters } as const;
      await tellOwner(tx, mail, context);
      return true;
    },
    context,
  );

const linkTo = ({ settings }: Pick<Context, 'settings'>): string =>
  settings.url + pathOfSection('identities');
