import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { type Browser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import type { Form } from '../http/parameters.ts';
import type { Interaction } from './interaction.ts';
import { openInteraction } from './interactions.service.ts';

/** A form that was sent from a page of a sign-in. */
export interface StepForm<Name extends string> {
  form: Form<Name | 'csrf'>;
  browser: Browser;
  interaction: Interaction;
}

export const interactionOf = (request: Request): string => request.req.param('interaction') ?? '';

/**
 * Null where the form was not made for this browser: it came from another site, or another tab was the
 * last to get a cookie. The page, shown again, has the right one.
 *
 * @throws OAuthError `invalid_request` when the sign-in is over.
 */
export async function readStepForm<Name extends string>(
  request: Request,
  names: readonly Name[],
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<StepForm<Name> | null> {
  const form = (await readForm(request)).read(['csrf', ...names]) as Form<Name | 'csrf'>;
  const browser = knownBrowser(request, context);
  if (!isFromBrowser(form as Form<'csrf'>, browser)) return null;
  const interaction = await openInteraction(browser, interactionOf(request), context);
  return { form, browser, interaction };
}
