import { z } from 'zod';
import { leadTo } from '../../federation/ask-provider.service.ts';
import { findProvider } from '../../federation/find-provider.service.ts';
import { leavingPage } from '../../federation/leaving.page.ts';
import { startLoginAttempt } from '../../federation/login-attempts.service.ts';
import type { Upstreams } from '../../federation/upstreams.service.ts';
import { visitorOf } from '../../http/visitor.ts';
import { messagePage } from '../../pages/message.page.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
} from '../account-page.endpoint.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { LastWayError } from '../way-in.service.ts';
import { backToIdentities } from './finish-link.endpoint.ts';
import { identitiesPage } from './identities.page.ts';
import { listOwnIdentities, unlinkOwnIdentity } from './identities.service.ts';
import type { OwnIdentity } from './identities.store.ts';

const section = 'identities';
const sensitive = { section, isSensitive: true } as const;
const connecting = { ...sensitive, confirmsMailbox: true } as const;

/** `GET /account/identities` */
export const showIdentities = (context: AccountContext) =>
  accountPage(context, { section }, (visit) => pageOf(visit, {}, context));

async function pageOf(
  { view, frame, account }: AccountVisit,
  shown: { isLast?: boolean },
  context: AccountContext,
) {
  const { identities, providers } = await listOwnIdentities(account.userId, context);
  return identitiesPage(view, {
    ...{ ...frame, ...shown, providers },
    identities: identities.map((identity) => ({ ...identity, name: nameOf(identity) })),
  });
}

/** One whose provider is declared no more is known by where it was. */
const nameOf = ({ provider, issuer }: Pick<OwnIdentity, 'provider' | 'issuer'>): string =>
  provider ?? (URL.canParse(issuer) ? new URL(issuer).host : issuer);

/** `POST /account/identities/link`: leads to the provider, and from there to `finish-link.endpoint.ts`. */
export const linkProvider = (context: AccountContext & { upstreams: Upstreams }) =>
  accountForm(context, { ...connecting, fields: ['provider'] }, async (sent): Promise<Outcome> => {
    const { request, view, session, account, form } = sent;
    const provider = await findProvider(form.provider ?? '', context);
    const { browser } = visitorOf(request, context);
    const { userId, credentialVersion } = account;
    const link = { userId, credentialVersion, sessionId: session.id };
    const target = { provider, destination: { link }, maxAge: undefined };
    const attempt = await startLoginAttempt(target, browser, context);
    // Providers that do not know `select_account` answer it with an error.
    const wanted = {
      ...{ attempt, loginHint: undefined, maxAge: undefined },
      ...{ selectAccount: false, acrValues: [] },
    };
    const leading = await leadTo(provider, wanted, context);
    if (leading instanceof URL) {
      const page = leavingPage(view, { name: provider.name, url: leading.href });
      return { page, status: 200 };
    }
    const { status, ...told } = leading;
    return { page: messagePage(view, { ...told, action: backToIdentities }), status };
  });

/** `POST /account/identities/unlink` */
export const unlinkProvider = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: ['identity'] }, async (sent): Promise<Outcome> => {
    const { account, form } = sent;
    const id = z.uuid().safeParse(form.identity);
    const { identities } = await listOwnIdentities(account.userId, context);
    const found = identities.find((identity) => identity.id === id.data);
    // Pressed twice.
    if (!found) return { notice: 'account.notice.identity_unlinked' };
    const change = { ...ownChangeOf(sent), id: found.id, name: nameOf(found) };
    try {
      const unlinked = await unlinkOwnIdentity(change, context);
      return {
        notice:
          unlinked === null ? 'account.notice.another_sign_in' : 'account.notice.identity_unlinked',
      };
    } catch (error) {
      if (!(error instanceof LastWayError)) throw error;
      return { page: await pageOf(sent, { isLast: true }, context), status: 403 };
    }
  });
