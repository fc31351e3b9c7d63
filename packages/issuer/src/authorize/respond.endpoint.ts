import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { formTarget } from '../http/form-target.ts';
import { respondHtml } from '../http/html.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { readResponseMode } from './checks/response-mode.ts';
import type { AuthorizationRequest } from './checks.ts';
import { formPostPage } from './form-post.page.ts';

/** Where an authorization response goes, and how. */
export type Target = Pick<
  AuthorizationParameters,
  'clientId' | 'redirectUri' | 'state' | 'responseMode' | 'uiLocales'
>;

/** Of a request that is not checked yet: an error goes the way that was asked for, where there is one. */
export function targetOf({ form, client, redirectUri }: AuthorizationRequest): Target {
  const { state } = form;
  const responseMode = readResponseMode(form.response_mode, redirectUri);
  return {
    ...{ clientId: client.id, redirectUri },
    ...(state === undefined ? {} : { state }),
    ...(responseMode === 'form_post' ? { responseMode } : {}),
  };
}

/** The authorization response, with `iss` (RFC 9207) so that no other server's can be taken for it. */
export async function respond(
  request: Request,
  target: Target,
  result: Record<string, string>,
  context: Pick<Context, 'settings' | 'appearance'>,
): Promise<Response> {
  const { redirectUri, state } = target;
  const fields = {
    ...result,
    ...(state === undefined ? {} : { state }),
    iss: context.settings.url,
  };
  if (target.responseMode === 'form_post') return respondByForm(request, target, fields, context);
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return request.redirect(url.href, 303);
}

/** OAuth 2.0 Form Post Response Mode, section 2. */
async function respondByForm(
  request: Request,
  { clientId, redirectUri, uiLocales }: Target,
  fields: Record<string, string>,
  context: Pick<Context, 'appearance'>,
): Promise<Response> {
  // The code is on the page: asked for again it would be another one.
  const view = await viewOf(request, context, { client: clientId, uiLocales, here: null });
  const page = formPostPage(view, { action: redirectUri, fields });
  return respondHtml(request, page, { formTargets: [formTarget(redirectUri)] });
}
