import { getAccount } from '../../directory/users/accounts.service.ts';
import { askWho } from '../../federation/ask-provider.service.ts';
import type { FinishLink } from '../../federation/callback.endpoint.ts';
import { readError } from '../../federation/callback-parameters.ts';
import { type Failure, failureOfResponse } from '../../federation/failures.ts';
import { notices as federationNotices } from '../../federation/notices.ts';
import { respondNotice } from '../../federation/respond-notice.endpoint.ts';
import type { Upstreams } from '../../federation/upstreams.service.ts';
import { cookieOf } from '../../http/cookies.ts';
import { noteRefusal } from '../../interactions/refused-sign-in.endpoint.ts';
import type { Message } from '../../pages/message.page.ts';
import { viewOf } from '../../pages/view.endpoint.ts';
import { routes } from '../../routes.ts';
import { currentSession } from '../../sessions/sessions.service.ts';
import { type AccountContext, leave } from '../account-page.endpoint.ts';
import type { Notice } from '../notice.ts';
import { linkOwnIdentity } from './identities.service.ts';

const path = routes.accountSection('identities');

export const backToIdentities: NonNullable<Message['action']> = {
  ...{ href: path, label: 'account.identities.back' },
};

const notices = {
  linked: 'account.notice.identity_linked',
  own: 'account.notice.identity_linked',
  taken: 'account.notice.identity_taken',
  full: 'account.notice.identity_full',
} as const satisfies Record<string, Notice>;

/**
 * A person is back from a provider that they want to connect. It counts for the session that they asked in,
 * and for nothing else: another person may have signed in in this browser meanwhile. Nor does it count once
 * something was taken from them since they asked, because another person may have asked.
 */
export const finishLink =
  (context: AccountContext & { upstreams: Upstreams }): FinishLink =>
  async (request, { provider, attempt, state, parameters }) => {
    const { sessionId, userId, credentialVersion } = attempt.link;
    const session = await currentSession(cookieOf(request, 'sp_sso'), context);
    const account = session && (await getAccount(context.sql, session.userId));
    if (!account || session.id !== sessionId || session.userId !== userId) {
      return leave(request, { notice: 'account.notice.another_sign_in', to: path });
    }
    // Browsers ask twice by themselves: the page tells what the first time has led to.
    if (!parameters) return request.redirect(path, 303);
    const view = await viewOf(request, context, { here: null });
    const error = readError(parameters);
    const answer =
      error === null
        ? await askWho(provider, { parameters, state, attempt }, context)
        : failureOfResponse(provider.name, error);
    const refuse = ({ reason, notice }: Failure) => {
      const requestId = noteRefusal(request, { provider: provider.id, reason }, context);
      return respondNotice(request, view, notice, { action: backToIdentities, requestId });
    };
    if ('notice' in answer) return refuse(answer);
    const { profile } = answer;
    const change = { session, credentialVersion, language: view.tag };
    const linked = await linkOwnIdentity({ ...change, provider, profile }, context);
    if (linked === 'gone') {
      return refuse({ reason: 'the provider is gone', notice: federationNotices.over });
    }
    const notice = linked === null ? 'account.notice.another_sign_in' : notices[linked];
    return leave(request, { notice, to: path });
  };
