import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import type { Context } from '../context.ts';
import { findAccount } from '../directory/users/accounts.service.ts';
import { readForm } from '../http/body.ts';
import { type Browser, ensureBrowser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import { formTarget } from '../http/form-target.ts';
import { respondHtml } from '../http/html.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { findInteraction, hasProofs } from '../interactions/interactions.service.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { findByLink, isFromHere, isUsedLink } from '../one-time-codes/one-time-codes.service.ts';
import { respondDeadLink } from '../one-time-codes/respond-dead-link.endpoint.ts';
import { messagePage } from '../pages/message.page.ts';
import type { PasswordProblemCode } from '../pages/password-problems.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { checkNewPassword, minimumLength } from '../passwords/check-new-password.service.ts';
import { routes } from '../routes.ts';
import { resetPasswordPage } from './reset-password.page.ts';
import { resetPassword } from './reset-password.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes' | 'mail' | 'appearance'
>;

/** `GET /reset-password?secret=…&sign_in=…`, which uses nothing: scanners of mails open links, too. */
export const showResetPassword = (context: Dependencies) => async (request: Request) => {
  const secret = request.req.query('secret') ?? '';
  const code = await findByLink(context.sql, { purpose: 'reset-password', secret }, context);
  if (!code) return respondDeadLink(request, context);
  const browser = ensureBrowser(request, context);
  const signIn = request.req.query('sign_in') ?? '';
  const interaction = await interactionOf(code, signIn, browser, context);
  const shown = { secret, browser, code, interaction, signIn, signsOut: true };
  return respondReset(request, shown, context);
};

/** `POST /reset-password` */
export const submitResetPassword = (context: Dependencies) => async (request: Request) => {
  const fields = ['csrf', 'secret', 'sign_in', 'password', 'sign_out'] as const;
  const form = (await readForm(request)).read(fields);
  const { secret = '', sign_in: signIn = '', password = '' } = form;
  const browser = knownBrowser(request, context);
  if (!isFromBrowser(form, browser)) {
    return request.redirect(routes.resetPassword(secret, signIn), 303);
  }
  const code = await findByLink(context.sql, { purpose: 'reset-password', secret }, context);
  if (!code) return respondOver(request, { secret, signIn, browser }, context);
  const interaction = await interactionOf(code, signIn, browser, context);
  const account = await findAccount(context.sql, code.email);
  const owner = { email: code.email, name: account?.name ?? '' };
  const problem = await checkNewPassword(password, owner, context);
  const signsOut = form.sign_out !== undefined;
  if (problem) {
    const shown = { secret, browser, code, interaction, signIn, signsOut, problem: problem.code };
    return respondReset(request, shown, context);
  }
  const { tag: language } = await viewOf(request, context, { here: null });
  const isSet = await resetPassword(
    code,
    { password, sessions: signsOut ? 'end' : 'keep', language },
    interaction && { id: interaction.id, browser },
    context,
  );
  if (!isSet) return respondOver(request, { secret, signIn, browser }, context);
  keepDevice(request, { email: code.email, secondFactor: false }, context);
  if (interaction) return request.redirect(routes.authorizeContinue(interaction.id), 303);
  return respondDone(request, context);
};

/** The second press of a double click finds the password set by the first. */
async function respondOver(
  request: Request,
  { secret, signIn, browser }: { secret: string; signIn: string; browser: Browser },
  context: Dependencies,
): Promise<Response> {
  const { sql } = context;
  if (!(await isUsedLink(sql, { purpose: 'reset-password', secret }, context))) {
    return respondDeadLink(request, context);
  }
  const isProven = await hasProofs(browser, signIn, context);
  return isProven
    ? request.redirect(routes.authorizeContinue(signIn), 303)
    : respondDone(request, context);
}

async function respondDone(request: Request, context: Dependencies): Promise<Response> {
  const view = await viewOf(request, context, { here: null });
  const page = messagePage(view, {
    message: 'reset_password.done',
    sign: 'success',
    action: { href: routes.account, label: 'home.account' },
  });
  return respondHtml(request, page);
}

/** The sign-in that the link was asked for in, if this is the same browser and it is not over. */
const interactionOf = async (
  code: OneTimeCode,
  id: string,
  browser: Browser,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<Interaction | null> =>
  isFromHere(code, { id, browser }) ? findInteraction(browser, id, context) : null;

interface Shown {
  secret: string;
  signIn: string;
  browser: Browser;
  code: OneTimeCode;
  interaction: Interaction | null;
  signsOut: boolean;
  problem?: PasswordProblemCode;
}

async function respondReset(
  request: Request,
  { secret, signIn, browser, code, interaction, signsOut, problem }: Shown,
  context: Dependencies,
): Promise<Response> {
  const here = routes.resetPassword(secret, signIn);
  const parameters = interaction?.parameters;
  const asked = parameters
    ? { client: parameters.clientId, uiLocales: parameters.uiLocales, here }
    : { here };
  const view = await viewOf(request, context, asked);
  const page = resetPasswordPage(view, {
    ...{ action: routes.resetPassword(), csrf: browser.csrf, email: code.email, signsOut, problem },
    hidden: { secret, sign_in: signIn },
    interaction: interaction?.id ?? null,
    minimum: await minimumLength(context),
  });
  const formTargets = parameters ? [formTarget(parameters.redirectUri)] : [];
  return respondHtml(request, page, { status: problem ? 403 : 200, formTargets });
}
