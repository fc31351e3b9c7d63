import { listApplications, revokeApplication } from '../../consent/applications.service.ts';
import { readWords } from '../../consent/words.service.ts';
import { type AccountContext, accountForm, accountPage } from '../account-page.endpoint.ts';
import { applicationsPage } from './applications.page.ts';

const section = 'applications';

/** `GET /account/applications` */
export const showApplications = (context: AccountContext) =>
  accountPage(context, { section }, async ({ view, frame, account }) => {
    const [applications, words] = await Promise.all([
      listApplications(account.userId, context),
      readWords(context),
    ]);
    return applicationsPage(view, { ...frame, applications, words });
  });

/** `POST /account/applications/revoke`: one that has nothing any more is none that is left out. */
export const revokeAccess = (context: AccountContext) =>
  accountForm(context, { section, fields: ['client'] }, async ({ account, form }) => {
    const { userId } = account;
    const of = { userId, clientId: form.client ?? '' };
    await revokeApplication(of, { actor: `user:${userId}` }, context);
    return { notice: 'account.notice.access_revoked' };
  });
