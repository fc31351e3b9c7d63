import type { Context as Request } from 'hono';
import type { Context } from '../../context.ts';
import type { Browser } from '../../http/browser.ts';
import { cookieOf } from '../../http/cookies.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Interaction } from '../../interactions/interaction.ts';
import { openOrRestart } from '../../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../../interactions/step-page.endpoint.ts';
import { type TermsProblem, termsFields } from '../../pages/parts/terms-field.ts';
import { routes } from '../../routes.ts';
import { sha256 } from '../../runtime/sha256.ts';
import { currentSession } from '../../sessions/sessions.service.ts';
import { readAnswer } from '../profile-form.ts';
import { acceptTermsPage } from './accept-terms.page.ts';
import { agreeToTerms, findOwedTerms } from './accept-terms.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'rates' | 'callers' | 'appearance'
>;

/** `GET /terms/{interaction}`: asks the person who is signed in. */
export const showTerms = (context: Dependencies) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const owed = await owedHere(request, context);
  // Signed out in another tab meanwhile, or agreed there: the dispatcher knows what follows.
  if (!owed) return request.redirect(routes.authorizeContinue(interaction.id), 303);
  return respondTerms(request, { interaction, browser: visitor.browser, owed }, context);
};

/** `POST /terms/{interaction}`: counts for the version, and the person, that the page named. */
export const submitTerms = (context: Dependencies) => async (request: Request) => {
  const step = await readStepForm(request, ['asked', ...termsFields], context);
  if (!step) return request.redirect(routes.terms(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  const owed = await owedHere(request, context);
  if (!owed) return request.redirect(routes.authorizeContinue(interaction.id), 303);
  const problem = form.asked === owed.asked ? readAnswer(form, owed.terms) : 'missing';
  if (problem) return respondTerms(request, { interaction, browser, owed, problem }, context);
  await agreeToTerms(owed.userId, owed.terms.version, context);
  return request.redirect(routes.authorizeContinue(interaction.id), 303);
};

async function owedHere(request: Request, context: Dependencies) {
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  const owed = session && (await findOwedTerms(session.userId, context));
  if (!session || !owed) return null;
  const { userId } = session;
  return { ...owed, userId, asked: sha256(userId).toString('base64url') };
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  owed: NonNullable<Awaited<ReturnType<typeof owedHere>>>;
  problem?: TermsProblem;
}

async function respondTerms(
  request: Request,
  { interaction, browser, owed: { terms, email, asked }, problem }: Shown,
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const page = acceptTermsPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, action: routes.terms(interaction.id) },
    ...{ terms, email, asked, problem },
  });
  return respondStep(request, interaction, page, { status: problem ? 403 : 200 });
}
