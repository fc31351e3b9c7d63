import { deviceOf } from '../../abuse/known-device.endpoint.ts';
import { admitGuess, forgiveGuesses, takeBackGuess } from '../../abuse/throttle.service.ts';
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
import { hasWayInWithoutPassword } from '../way-in.service.ts';
import { changeOwnPassword } from './change-own-password.service.ts';
import { type PasswordProblem, passwordPage } from './password.page.ts';
import { removeOwnPassword } from './remove-own-password.service.ts';

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
  const [{ hasPassword }, canRemove, isUsed, minimum] = await Promise.all([
    passwordAge(account.userId, context),
    hasWayInWithoutPassword(account.userId, context),
    takesPasswords(context),
    minimumLength(context),
  ]);
  const state = !isUsed ? 'unused' : hasPassword ? 'set' : 'none';
  const action = routes.accountSection(hasPassword ? 'password' : 'password/first');
  const { email } = account;
  return passwordPage(view, {
    ...{ ...frame, ...shown, action, email, state, minimum },
    canRemove: hasPassword && canRemove,
  });
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

/** `POST /account/password/remove` */
export const removePassword = (context: AccountContext) =>
  accountForm(
    context,
    { section, fields: [], isSensitive: true },
    async (sent): Promise<Outcome> => {
      const removed = await removeOwnPassword(ownChangeOf(sent), context);
      if (removed === 'removed') return { notice: 'account.notice.password_removed' };
      if (removed === 'too_late') return { notice: 'account.notice.another_sign_in' };
      const problem = { kind: 'last_way' } as const;
      return { page: await pageOf(sent, { signsOut: true, problem }, context), status: 403 };
    },
  );

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
  if (await isJustSet(userId, context)) {
    // Whether it is the password by now is another guess.
    const again = await admitGuess(guess, context);
    if (!again.admitted) return { kind: 'throttled', seconds: again.retryAfter };
    if (await isPasswordOf(userId, form.password ?? '', context)) {
      await forgiveGuesses(again.buckets, context);
      await takeBackGuess(
        admission.buckets.filter(({ forgivable }) => !forgivable),
        context,
      );
      return 'done';
    }
  }
  const subjects = [`user:${userId}`];
  const detail = { reason: 'wrong password on the page of the account' };
  const event = { at: clock.now(), action: 'session.refuse', actor: 'anonymous' } as const;
  await recordAudit(sql, { ...event, subjects, detail });
  return { kind: 'wrong' };
}

/** Whether a password was set a moment ago, by the same form perhaps. */
async function isJustSet(userId: string, context: AccountContext): Promise<boolean> {
  const { setAt } = await passwordAge(userId, context);
  return setAt !== null && context.clock.now().getTime() - setAt.getTime() < twiceMs;
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
  const isDone =
    isSet ||
    ((await isJustSet(account.userId, context)) &&
      (await isPasswordOf(account.userId, password, context)));
  return {
    notice: isDone ? 'account.notice.password_changed' : 'account.notice.another_sign_in',
  };
}

async function again(sent: Sent, problem: PasswordProblem | null, context: AccountContext) {
  const signsOut = sent.form.sign_out !== undefined;
  const page = await pageOf(sent, { signsOut, ...(problem && { problem }) }, context);
  return { page, status: problem?.kind === 'throttled' ? 429 : 403 } as const;
}
