import { cookieOf } from '../../http/cookies.ts';
import { messagePage } from '../../pages/message.page.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import { readAddress } from '../../runtime/email-address.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
} from '../account-page.endpoint.ts';
import { accountPolicy } from '../account-policy.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { readAccountData } from './account-data.store.ts';
import { type DataPage, dataPage } from './data.page.ts';
import { deleteOwnAccount } from './delete-account.service.ts';

const section = 'data';
const sensitive = { section, isSensitive: true } as const;

/** `GET /account/data` */
export const showData = (context: AccountContext) =>
  accountPage(context, { section }, (visit) => pageOf(visit, {}, context));

async function pageOf(
  { view, frame, account }: AccountVisit,
  shown: Pick<DataPage, 'problem'>,
  { sql }: Pick<AccountContext, 'sql'>,
) {
  const { deletion: canDelete } = await readPolicy(sql, accountPolicy);
  return dataPage(view, { ...frame, ...shown, email: account.email, canDelete });
}

/** `POST /account/data/download`: a file of JSON, which no cache keeps. */
export const downloadData = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: [] }, async ({ account }): Promise<Outcome> => {
    const data = await readAccountData(context.sql, account);
    if (!data) return { notice: 'account.notice.another_sign_in' };
    return {
      response: new Response(`${JSON.stringify(data, null, 2)}\n`, {
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Disposition': 'attachment; filename="account-data.json"',
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
        },
      }),
    };
  });

/** `POST /account/data/delete`, with the address of the account typed. */
export const deleteAccount = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: ['confirm'] }, async (sent): Promise<Outcome> => {
    const { request, account, view, form } = sent;
    const read = readAddress(form.confirm ?? '');
    if (!read.ok || read.address.toLowerCase() !== account.email.toLowerCase()) {
      return { page: await pageOf(sent, { problem: 'mismatch' }, context), status: 403 };
    }
    const deleted = await deleteOwnAccount(ownChangeOf(sent), context);
    if (deleted === 'too_late') return { notice: 'account.notice.another_sign_in' };
    if (deleted === 'off') return { page: await pageOf(sent, {}, context), status: 403 };
    if (deleted !== 'deleted') {
      return { page: await pageOf(sent, { problem: deleted }, context), status: 403 };
    }
    cookieOf(request, 'sp_sso').clear();
    return {
      page: messagePage(view, { message: 'account.deleted', sign: 'success' }),
      status: 200,
    };
  });
