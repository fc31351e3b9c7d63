import { isDenied } from '../../abuse/domain-rules.ts';
import { placeOfSession } from '../../addresses/place.ts';
import { proveByCode, sendAddressCode } from '../../addresses/prove-address.service.ts';
import { findAddress } from '../../directory/users/address.ts';
import { listAddresses, maxAddresses } from '../../directory/users/addresses.service.ts';
import { visitorOf } from '../../http/visitor.ts';
import { findInSignIn } from '../../one-time-codes/one-time-codes.service.ts';
import { addressProblems } from '../../pages/address-problems.ts';
import { routes } from '../../routes.ts';
import { readAddress } from '../../runtime/email-address.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
  type Submitted,
} from '../account-page.endpoint.ts';
import type { Notice } from '../notice.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { type AddressesPage, addressesPage } from './addresses.page.ts';
import { type AddressChange, choosePrimary, dropAddress } from './change-addresses.service.ts';
import { codePage } from './code.page.ts';

const sensitive = { section: 'addresses', isSensitive: true } as const;
const adding = { ...sensitive, confirmsMailbox: true } as const;

/** `GET /account/addresses` */
export const showAddresses = (context: AccountContext) =>
  accountPage(context, { section: 'addresses' }, (visit) =>
    pageOf(visit, { email: visit.kept['email'] }, context),
  );

/** `POST /account/addresses`: sends a code, with the same answer whosever the address is. */
export const addAddress = (context: AccountContext) =>
  accountForm(
    context,
    { ...adding, fields: ['email'], keep: ['email'] },
    async (submitted): Promise<Outcome> => {
      const { request, view, account, form } = submitted;
      const email = form.email ?? '';
      const refuse = async (error: string): Promise<Outcome> => ({
        page: await pageOf(submitted, { email, error }, context),
        status: 403,
      });
      if (!context.mail.canSend) return refuse(view.t('account.addresses.no_mail'));
      const read = readAddress(email);
      if (!read.ok) return refuse(view.t(addressProblems[read.reason]));
      const addresses = await listAddresses(context.sql, account.userId);
      const own = findAddress(addresses, read.address);
      if (own?.isVerified) return refuse(view.t('account.addresses.known'));
      if (!own && addresses.length >= maxAddresses) return refuse(view.t('account.addresses.full'));
      if (isDenied(read.address, context.settings.abuse?.domains)) {
        return refuse(view.t('address.denied'));
      }
      const { userId, credentialVersion } = account;
      const sent = await sendAddressCode(
        {
          owner: { userId, credentialVersion },
          ...{ email: read.address, place: placeOf(submitted, context), interaction: null },
          ...{ network: context.callers.network(request), language: view.tag },
        },
        context,
      );
      if (sent.sent)
        return { notice: 'account.notice.code_sent', to: routes.accountAddresses.code };
      const duration = view.duration(sent.retryAfter);
      return refuse(view.t('mail.limited.text', { duration }));
    },
  );

/** `GET /account/addresses/code` */
export const showAddressCode = (context: AccountContext) =>
  accountPage(context, adding, async (visit) => {
    const sent = await findSent(visit, context);
    if (!sent) return pageOf(visit, {}, context);
    return codePage(visit.view, { ...visit.frame, email: sent.email });
  });

/** `POST /account/addresses/code` */
export const submitNewAddressCode = (context: AccountContext) =>
  accountForm(context, { ...adding, fields: ['code'] }, async (submitted): Promise<Outcome> => {
    const { view, frame, account, form } = submitted;
    const sent = await findSent(submitted, context);
    const email = sent?.email ?? '';
    const place = placeOf(submitted, context);
    const { userId, credentialVersion } = account;
    const entitled = { userId, credentialVersion, session: submitted.session };
    const attempt = { entitled, place, typed: form.code ?? '' };
    const proved = await proveByCode(attempt, context);
    switch (proved.result) {
      case 'wrong':
        return { page: codePage(view, { ...frame, email, left: proved.left }), status: 403 };
      case 'none':
        return { notice: 'account.notice.code_over' };
      case 'taken':
        return { notice: 'account.notice.address_taken' };
      case 'too_many':
        return { notice: 'account.notice.address_full' };
      case 'known':
      case 'added':
      case 'primary':
        return { notice: 'account.notice.address_added' };
    }
  });

/** `POST /account/addresses/primary` */
export const submitPrimary = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: ['email'] }, async (sent) => {
    const done = await choosePrimary(changeOf(sent), context);
    return { notice: noticeOf(done, 'account.notice.address_primary') };
  });

/** `POST /account/addresses/remove` */
export const submitRemoveAddress = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: ['email'] }, async (sent) => {
    const done = await dropAddress(changeOf(sent), context);
    return { notice: noticeOf(done, 'account.notice.address_removed') };
  });

const changeOf = (sent: Submitted<'email'>): AddressChange => ({
  ...ownChangeOf(sent),
  email: sent.form.email ?? '',
});

/** @param done null where it was not asked for any more */
function noticeOf(done: boolean | null, whereDone: Notice): Notice {
  if (done === null) return 'account.notice.another_sign_in';
  return done ? whereDone : 'account.notice.address_gone';
}

const placeOf = (
  { request, session }: Pick<AccountVisit, 'request' | 'session'>,
  context: AccountContext,
) => placeOfSession(session, visitorOf(request, context).browser);

const findSent = (visit: AccountVisit, context: AccountContext) =>
  findInSignIn(context.sql, { purpose: 'add-address', signIn: placeOf(visit, context) }, context);

async function pageOf(
  { view, frame, account }: AccountVisit,
  { email = '', error }: { email?: string | undefined; error?: string },
  { sql, mail }: AccountContext,
) {
  const addresses = await listAddresses(sql, account.userId);
  const isFull = addresses.length >= maxAddresses;
  const add: AddressesPage['add'] = !mail.canSend ? 'no_mail' : isFull ? 'full' : { email, error };
  const shown = addresses.map(({ isDeclared, isRequired, ...address }) => ({
    ...address,
    stays: isDeclared || isRequired,
  }));
  return addressesPage(view, { ...frame, addresses: shown, add });
}
