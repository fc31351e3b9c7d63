import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestart, rememberSelection } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { accountsOf, forgetAccount } from './browser-accounts.endpoint.ts';
import { forgetAccountPage, selectAccountPage } from './select-account.page.ts';
import { type ChoosableAccount, findChoosable } from './select-account.service.ts';
import { another } from './select-account.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'rates' | 'callers' | 'appearance'
>;

/** `GET /select-account/{interaction}`, and with `?forget=yes` to take one off the list. */
export const showSelectAccount = (context: Dependencies) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const accounts = await accountsHere(request, interaction, context);
  if (accounts.length > 0) {
    const { browser } = visitor;
    return respondSelect(request, { interaction, browser, accounts }, context);
  }
  // Those of the cookie are gone: there is nothing to choose.
  return choose(request, interaction, { account: another, email: '' }, context);
};

/** `POST` of the same. */
export const submitSelectAccount = (context: Dependencies) => async (request: Request) => {
  const here = routes.selectAccount(interactionOf(request));
  const step = await readStepForm(request, ['account', 'forget'], context);
  if (!step) return request.redirect(here, 303);
  const { form, interaction } = step;
  if (form.forget !== undefined) {
    forgetAccount(request, form.forget, context);
    return request.redirect(here, 303);
  }
  if (form.account === another && interaction.parameters.hintedUser === undefined) {
    return choose(request, interaction, { account: another, email: '' }, context);
  }
  const accounts = await accountsHere(request, interaction, context);
  const chosen = accounts.find(({ userId }) => userId === form.account);
  // It is not one of this browser, or not any more.
  if (!chosen) return request.redirect(here, 303);
  const { userId: account, email } = chosen;
  return choose(request, interaction, { account, email }, context);
};

async function choose(
  request: Request,
  { id }: Interaction,
  chosen: { account: string; email: string },
  context: Dependencies,
): Promise<Response> {
  await rememberSelection(id, chosen, context);
  return request.redirect(routes.authorizeContinue(id), 303);
}

async function accountsHere(
  request: Request,
  interaction: Interaction,
  context: Dependencies,
): Promise<ChoosableAccount[]> {
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  return findChoosable(accountsOf(request, context), session, interaction, context);
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  accounts: ChoosableAccount[];
}

async function respondSelect(
  request: Request,
  { interaction, browser, accounts }: Shown,
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const here = routes.selectAccount(interaction.id);
  const forgettable = accounts.filter(({ isSignedIn }) => !isSignedIn);
  const page = {
    ...{ interaction: interaction.id, csrf: browser.csrf, action: here, accounts },
    clientName: clientNameIn(view, interaction),
    offersAnother: interaction.parameters.hintedUser === undefined,
    forget: forgettable.length > 0 ? `${here}?forget=yes` : undefined,
  };
  const forgets = request.req.query('forget') !== undefined && forgettable.length > 0;
  return respondStep(
    request,
    interaction,
    forgets
      ? forgetAccountPage(view, { ...page, accounts: forgettable, back: here })
      : selectAccountPage(view, page),
  );
}
