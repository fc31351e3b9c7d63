import { reaches } from '@sallyport/protocol/acr.ts';
import type { Context as Request } from 'hono';
import { assuranceOf } from '../assurance/assurance.ts';
import type { Context } from '../context.ts';
import { getAccount, isPasswordOf } from '../directory/users/accounts.service.ts';
import { readFactors } from '../factors/factors.service.ts';
import { type Browser, knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { checkNewPassword, minimumLength } from '../passwords/check-new-password.service.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { type ChangePasswordPage, changePasswordPage } from './change-password.page.ts';
import { changePassword } from './change-password.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes' | 'appearance' | 'mail'
>;

/** `GET /change-password/{interaction}` */
export const showChangePassword = (context: Dependencies) => async (request: Request) => {
  const browser = knownBrowser(request, context);
  const interaction = await openInteraction(browser, interactionOf(request), context);
  if (!(await isDue(request, interaction, context))) return leave(request, interaction);
  return respondChange(request, { interaction, browser: browser! }, context);
};

/** `POST /change-password/{interaction}` */
export const submitChangePassword = (context: Dependencies) => async (request: Request) => {
  const step = await readStepForm(request, ['password'], context);
  if (!step) return request.redirect(routes.changePassword(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  if (!isOwed(interaction) || !(await isDue(request, interaction, context))) {
    return leave(request, interaction);
  }
  const password = form.password ?? '';
  const user = await getAccount(context.sql, interaction.proven.userId);
  if (!user) return leave(request, interaction);
  const found = await checkNewPassword(password, user, context);
  const problem =
    found?.code ?? ((await isPasswordOf(user.userId, password, context)) ? 'same' : undefined);
  if (problem) return respondChange(request, { interaction, browser, problem }, context);
  const { tag: language } = await viewOfStep(request, interaction, context);
  const signIn = { id: interaction.id, browser, language };
  await changePassword(password, interaction.proven, signIn, context);
  return leave(request, interaction);
};

/** To the dispatcher, which knows what is next: a double click leads there, too. */
const leave = (request: Request, { id }: Interaction) =>
  request.redirect(routes.authorizeContinue(id), 303);

type Owing = Interaction & { proven: NonNullable<Interaction['proven']> };

const isOwed = (interaction: Interaction): interaction is Owing =>
  interaction.mustChangePassword &&
  (interaction.proven?.proofs.some(({ method }) => method === 'password') ?? false);

/** Whether it is the next step: people who have a second factor prove that before. */
async function isDue(
  request: Request,
  interaction: Interaction,
  context: Dependencies,
): Promise<boolean> {
  if (!isOwed(interaction)) return false;
  const { userId, proofs } = interaction.proven;
  if (!(await readFactors(userId, context))?.secret) return true;
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  const standing = session?.userId === userId ? session.proofs : [];
  return reaches(assuranceOf([...standing, ...proofs]).acr, 'aal2');
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  problem?: NonNullable<ChangePasswordPage['problem']>;
}

async function respondChange(
  request: Request,
  { interaction, browser, problem }: Shown,
  context: Pick<Context, 'sql' | 'appearance'>,
): Promise<Response> {
  const userId = interaction.proven?.userId;
  const account = userId === undefined ? null : await getAccount(context.sql, userId);
  const view = await viewOfStep(request, interaction, context);
  const page = changePasswordPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, problem },
    action: routes.changePassword(interaction.id),
    minimum: await minimumLength(context),
    email: account?.email ?? '',
  });
  return respondStep(request, interaction, page, { status: problem ? 403 : 200 });
}
