import { deviceOf } from '../../abuse/known-device.endpoint.ts';
import { admitGuess, forgiveGuesses } from '../../abuse/throttle.service.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import { isPasswordOf, passwordAge } from '../../directory/users/accounts.service.ts';
import { checkNewPassword, minimumLength } from '../../passwords/check-new-password.service.ts';
import { routes } from '../../routes.ts';
import { takesPasswords } from '../../sign-in-policy/offered-ways.service.ts';
import {
  type AccountContext,
  type AccountVisit,
  accountForm,
  accountPage,
  type Outcome,
  type Submitted,
} from '../account-page.endpoint.ts';
import { ownChangeOf } from '../own-change.service.ts';
import { changeOwnPassword } from './change-own-password.service.ts';
import { type PasswordProblem, passwordPage } from './password.page.ts';

const section = 'password';

/** `GET /account/password` */
export const showPassword = (context: AccountContext) =>
  accountPage(context, { section }, (visit) => pageOf(visit, { signsOut: true }, context));

interface Shown {
  signsOut: boolean;
  problem?: PasswordProblem;
}

async function pageOf(
  { view, frame, account }: AccountVisit,
  shown: Shown,
  context: AccountContext,
) {
  const [{ hasPassword }, isUsed, minimum] = await Promise.all([
    passwordAge(account.userId, context),
    takesPasswords(context),
    minimumLength(context),
  ]);
  const state = !isUsed ? 'unused' : hasPassword ? 'set' : 'none';
  const action = routes.accountSection(hasPassword ? 'password' : 'password/first');
  return passwordPage(view, { ...frame, ...shown, action, email: account.email, state, minimum });
}

const fields = ['current', 'password', 'sign_out'] as const;
type Sent = Submitted<(typeof fields)[number]>;

/** `POST /account/password`: the present password is proof enough of who asks. */
export const changePassword = (context: AccountContext) =>
  accountForm(context, { section, fields }, async (sent): Promise<Outcome> => {
    const problem = await proveCurrent(sent, context);
    if (problem === 'done') return { notice: 'account.notice.password_changed' };
    return problem ? again(sent, problem, context) : setPassword(sent, context);
  });

/** `POST /account/password/first`, of a person who has signed in in another way until now. */
export const setFirstPassword = (context: AccountContext) =>
  accountForm(context, { section, fields, isSensitive: true }, async (sent) => {
    const { hasPassword } = await passwordAge(sent.account.userId, context);
    // Pressed twice, or set in another tab: the page asks for that one now.
    return hasPassword ? { notice: 'account.notice.password_changed' } : setPassword(sent, context);
  });

/** How long after a change the same form counts as one that was sent twice, in milliseconds. */
const twiceMs = 60_000;

/**
 * Guesses are limited as at a sign-in, and count together with those there.
 *
 * @returns `done` when the form has done its work already: it was sent twice
 */
async function proveCurrent(
  { request, account, form }: Sent,
  context: AccountContext,
): Promise<PasswordProblem | 'done' | null> {
  const { clock, callers, sql } = context;
  const { userId, email } = account;
  const device = deviceOf(request, email, context)?.id ?? null;
  const guess = { email, network: callers.network(request), device };
  const admission = await admitGuess(guess, context);
  if (!admission.admitted) return { kind: 'throttled', seconds: admission.retryAfter };
  if (await isPasswordOf(userId, form.current ?? '', context)) {
    await forgiveGuesses(admission.buckets, context);
    return null;
  }
  if (await isJustDone(userId, form.password ?? '', context)) return 'done';
  const subjects = [`user:${userId}`];
  const detail = { reason: 'wrong password on the page of the account' };
  const event = { at: clock.now(), action: 'session.refuse', actor: 'anonymous' } as const;
  await recordAudit(sql, { ...event, subjects, detail });
  return { kind: 'wrong' };
}

/** Whether this password was set a moment ago, by the same form. */
async function isJustDone(
  userId: string,
  password: string,
  context: AccountContext,
): Promise<boolean> {
  const { setAt } = await passwordAge(userId, context);
  const isJustSet = setAt !== null && context.clock.now().getTime() - setAt.getTime() < twiceMs;
  return isJustSet && isPasswordOf(userId, password, context);
}

async function setPassword(sent: Sent, context: AccountContext): Promise<Outcome> {
  const { account, form } = sent;
  // The page says so, too.
  if (!(await takesPasswords(context))) return again(sent, null, context);
  const password = form.password ?? '';
  const found = await checkNewPassword(password, account, context);
  if (found) return again(sent, { kind: 'weak', code: found.code }, context);
  if (await isPasswordOf(account.userId, password, context)) {
    return again(sent, { kind: 'same' }, context);
  }
  const others = form.sign_out === undefined ? 'keep' : 'end';
  const isSet = await changeOwnPassword({ ...ownChangeOf(sent), password, others }, context);
  const isDone = isSet || (await isJustDone(account.userId, password, context));
  return {
    notice: isDone ? 'account.notice.password_changed' : 'account.notice.another_sign_in',
  };
}

async function again(sent: Sent, problem: PasswordProblem | null, context: AccountContext) {
  const signsOut = sent.form.sign_out !== undefined;
  const page = await pageOf(sent, { signsOut, ...(problem && { problem }) }, context);
  return { page, status: problem?.kind === 'throttled' ? 429 : 403 } as const;
}
