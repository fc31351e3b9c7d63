import {
  beginTotp,
  codesFrom,
  enrolTotp,
  isNewApp,
  openTotp,
  readFactors,
  totpSetUpAt,
} from '../../factors/factors.service.ts';
import { inGroups } from '../../factors/recovery-codes.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
  type Submitted,
} from '../account-page.endpoint.ts';
import { keepCodes } from '../keep-codes.endpoint.ts';
import { newCodesPage } from '../new-codes.page.ts';
import { type OwnChange, ownChangeOf } from '../own-change.service.ts';
import { LastFactorError } from '../second-factor-rule.service.ts';
import { authenticatorPage } from './authenticator.page.ts';
import { makeRecoveryCodes, removeApp, replaceApp } from './authenticator.service.ts';
import { setUpAppPage } from './set-up-app.page.ts';

const section = 'authenticator';
const sensitive = { section, isSensitive: true } as const;
const settingUp = { ...sensitive, confirmsMailbox: true } as const;
const notDone = { notice: 'account.notice.another_sign_in' } as const;

/** `GET /account/authenticator` */
export const showAuthenticator = (context: AccountContext) =>
  accountPage(context, { section }, (visit) => pageOf(visit, {}, context));

async function pageOf(
  { view, frame, account }: AccountVisit,
  shown: { isLast?: boolean },
  context: AccountContext,
) {
  const [factors, setUpAt] = await Promise.all([
    readFactors(account.userId, context),
    totpSetUpAt(account.userId, context),
  ]);
  const app = setUpAt && { setUpAt };
  const hasFactor = factors && (factors.secret !== null || factors.hasPasskey);
  const codesLeft = hasFactor ? factors.recoveryCodes : null;
  return authenticatorPage(view, { ...frame, ...shown, app, codesLeft });
}

/** `GET /account/authenticator/set-up`: a new secret each time. */
export const showSetUpApp = (context: AccountContext) =>
  accountPage(context, settingUp, async (visit) => {
    const begun = beginTotp(placeOf(visit), context);
    const replaces = (await totpSetUpAt(visit.account.userId, context)) !== null;
    return setUpPage(visit, { ...begun, replaces });
  });

const placeOf = ({ account, session }: AccountVisit) => ({
  userId: account.userId,
  interaction: session.id,
});

const setUpPage = (
  { view, frame, account }: AccountVisit,
  shown: { secret: string; sealed: string; replaces: boolean; error?: string },
) => setUpAppPage(view, { ...frame, ...shown, account: account.email });

const setUpFields = ['secret', 'code', 'replaces'] as const;

/** `POST /account/authenticator/set-up`: the first code proves that the app has the secret. */
export const setUpApp = (context: AccountContext) =>
  accountForm(
    context,
    { ...settingUp, fields: setUpFields, repeated: shownAgain(context) },
    async (sent) => {
      const sealed = sent.form.secret ?? '';
      const begun = openTotp(sealed, placeOf(sent), context);
      if (begun === null) return notDone;
      const replaces = sent.form.replaces !== undefined;
      const typed = { ...begun, sealed, typed: sent.form.code ?? '' };
      const done = await (replaces ? replace : setUp)(sent, typed, context);
      if (done !== 'wrong') return done;
      const error = sent.view.t('totp.wrong');
      const page = setUpPage(sent, { secret: begun.secret, sealed, replaces, error });
      return { page, status: 403 };
    },
  );

/** The codes of an app that was set up by the same form. */
const shownAgain = (context: AccountContext) => async (sent: Submitted<'secret'>) => {
  const sealed = sent.form.secret ?? '';
  const { userId } = sent.account;
  const begun = openTotp(sealed, placeOf(sent), context);
  if (!begun || !(await isNewApp(userId, begun.secret, context))) return null;
  const codes = await codesFrom(begun.seed, userId, context);
  return codes.length === 0 ? null : codesShown(sent.view, sent.frame, { codes, sealed });
};

interface First {
  secret: string;
  seed: Buffer;
  sealed: string;
  typed: string;
}

async function setUp(
  { account, session, view, frame }: AccountVisit,
  { sealed, ...first }: First,
  context: AccountContext,
): Promise<Outcome | 'wrong'> {
  const person = await readFactors(account.userId, context);
  if (!person) return notDone;
  const { credentialVersion } = account;
  const entitled = { ...person, credentialVersion, session };
  const told = { language: view.tag, factor: view.t('factor.totp') };
  const enrolled = await enrolTotp(entitled, first, { signIn: null, told }, context);
  if (enrolled.kind === 'wrong') return 'wrong';
  if (enrolled.kind === 'too_late') return notDone;
  return codesShown(view, frame, { codes: enrolled.recoveryCodes, sealed });
}

async function replace(
  sent: AccountVisit,
  first: First,
  context: AccountContext,
): Promise<Outcome | 'wrong'> {
  const replaced = await replaceApp({ ...changeOf(sent, 'factor.totp'), ...first }, context);
  if (replaced === null) return notDone;
  return replaced ? { notice: 'account.notice.app_replaced' } : 'wrong';
}

/** `POST /account/authenticator/kept`: the first code of the app was typed in this session. */
export const keepAppCodes = (context: AccountContext) =>
  keepCodes(context, {
    ...{ section, notice: 'account.notice.app_set_up' },
    async proofOf(secret, { userId, id: interaction }) {
      const begun = openTotp(secret, { userId, interaction }, context);
      const isNew = begun !== null && (await isNewApp(userId, begun.secret, context));
      return isNew ? { method: 'totp' } : null;
    },
  });

/** `POST /account/authenticator/remove` */
export const removeAuthenticator = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: [] }, async (sent): Promise<Outcome> => {
    try {
      const removed = await removeApp(changeOf(sent, 'factor.totp'), context);
      return removed === null ? notDone : { notice: 'account.notice.app_removed' };
    } catch (error) {
      if (!(error instanceof LastFactorError)) throw error;
      return { page: await pageOf(sent, { isLast: true }, context), status: 403 };
    }
  });

/** `POST /account/authenticator/codes`: shown in the answer, and never again. */
export const makeCodes = (context: AccountContext) =>
  accountForm(context, { ...sensitive, fields: [] }, async (sent: Submitted<never>) => {
    const codes = await makeRecoveryCodes(changeOf(sent, 'factor.recovery_codes'), context);
    return codes === null || codes.length === 0
      ? notDone
      : codesShown(sent.view, sent.frame, { codes });
  });

const codesShown = (
  view: AccountVisit['view'],
  frame: AccountVisit['frame'],
  { codes, sealed }: { codes: readonly string[]; sealed?: string },
): Outcome => ({
  page: newCodesPage(view, { ...frame, codes: codes.map(inGroups), sealed: sealed ?? null }),
  status: 200,
});

const changeOf = (
  visit: AccountVisit,
  factor: 'factor.totp' | 'factor.recovery_codes',
): OwnChange & { factor: string } => ({ ...ownChangeOf(visit), factor: visit.view.t(factor) });
