import type { Context as Request } from 'hono';
import { formTarget } from '../http/form-target.ts';
import { type Page, type PageResponse, respondHtml } from '../http/html.ts';
import { type Asked, type ViewContext, viewOf } from '../pages/view.endpoint.ts';
import type { View } from '../pages/view.ts';
import type { Interaction } from './interaction.ts';

type Asking = Pick<Interaction, 'parameters'>;

/** What a page of a sign-in needs: in the look and the language of the application that asks. */
export const viewOfStep = (
  request: Request,
  { parameters }: Asking,
  context: ViewContext,
  here?: Pick<Asked, 'here'>,
): Promise<View> =>
  viewOf(request, context, {
    client: parameters.clientId,
    organization: parameters.organization,
    uiLocales: parameters.uiLocales,
    ...here,
  });

/** A page of a sign-in, whose forms may lead on to the application: to its end, or by *Cancel*. */
export const respondStep = (
  request: Request,
  { parameters }: Asking,
  page: Page,
  options: Pick<PageResponse, 'status'> = {},
): Response | Promise<Response> =>
  respondHtml(request, page, { ...options, formTargets: [formTarget(parameters.redirectUri)] });

/** Who asks, in the words of a page: where it is the account's own pages, whose service this is. */
export const clientNameIn = (view: View, { clientName }: Pick<Interaction, 'clientName'>): string =>
  clientName ?? view.branding.name ?? view.t('account.as_client');
