import type { Context as Request } from 'hono';
import { keepDevice } from '../abuse/known-device.endpoint.ts';
import type { Context } from '../context.ts';
import { knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { hasProofs, openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { codeOfSecret } from '../one-time-codes/code-text.ts';
import { isWornOut } from '../one-time-codes/one-time-code.ts';
import { findByLink, isFromHere } from '../one-time-codes/one-time-codes.service.ts';
import { openLinkPage } from '../one-time-codes/open-link.page.ts';
import { respondDeadLink } from '../one-time-codes/respond-dead-link.endpoint.ts';
import { showCodePage } from '../one-time-codes/show-code.page.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { finishByLink } from './finish-sign-in.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'appearance'>;

/**
 * `GET /magic-link/{interaction}/open?secret=…`, which uses nothing: scanners of mails and browsers open
 * links ahead. Where it was asked for, the page has a button; in any other browser it shows a code to type
 * there, and no one is signed in.
 */
export const showMagicLink = (context: Dependencies) => async (request: Request) => {
  const secret = request.req.query('secret') ?? '';
  const code = await findByLink(context.sql, { purpose: 'magic-link', secret }, context);
  if (!code) return respondDeadLink(request, context);
  const browser = knownBrowser(request, context);
  const id = interactionOf(request);
  if (!isFromHere(code, { id, browser }) || browser === null) {
    if (isWornOut(code)) return respondDeadLink(request, context);
    const view = await viewOf(request, context);
    const typed = codeOfSecret(code, secret, context.secrets.oneTimeCodes);
    return respondHtml(request, showCodePage(view, typed));
  }
  const interaction = await openInteraction(browser, id, context);
  const view = await viewOfStep(request, interaction, context);
  const page = openLinkPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, secret },
    ...{ title: 'magic_link.open', clientName: clientNameIn(view, interaction) },
    action: routes.openMagicLink(interaction.id),
  });
  return respondStep(request, interaction, page);
};

/** `POST` of the same, with the secret in the body. */
export const useMagicLink = (context: Dependencies) => async (request: Request) => {
  const step = await readStepForm(request, ['secret'], context);
  if (!step) return respondDeadLink(request, context);
  const { form, browser, interaction } = step;
  const secret = form.secret ?? '';
  const code = await findByLink(context.sql, { purpose: 'magic-link', secret }, context);
  const signIn = { id: interaction.id, browser };
  const isUsed = code && isFromHere(code, signIn) && (await finishByLink(code, signIn, context));
  // The second press of a double click finds it used by the first.
  if (!isUsed && !(await hasProofs(browser, interaction.id, context))) {
    return respondDeadLink(request, context);
  }
  if (isUsed) keepDevice(request, { email: code.email, secondFactor: false }, context);
  return request.redirect(routes.authorizeContinue(interaction.id), 303);
};
