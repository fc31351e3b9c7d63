import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { newCode } from '../grants/repeat-code.service.ts';
import { cookieOf } from '../http/cookies.ts';
import { respondHtml } from '../http/html.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { readAnswered } from '../interactions/interactions.service.ts';
import { viewOfStep } from '../interactions/step-page.endpoint.ts';
import { messagePage } from '../pages/message.page.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { requireRegistered } from './registration.ts';
import { respond } from './respond.endpoint.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'callers' | 'appearance' | 'clients'
>;

/** The answer to a second click, where the first was answered with a code a moment ago. */
export async function repeatAnswer(
  request: Request,
  id: string,
  context: Dependencies,
): Promise<Response> {
  const parameters = await readAnswered(visitorOf(request, context).browser, id, context);
  if (parameters.device !== undefined)
    return request.redirect(routes.deviceAnswered('allowed'), 303);
  requireRegistered(await context.clients(parameters.clientId), parameters.redirectUri);
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  const code = session && (await newCode({ interaction: id, userId: session.userId }, context));
  request.header('Cache-Control', 'no-store');
  return code === null
    ? respondOver(request, { parameters }, context)
    : respond(request, parameters, { code }, context);
}

/** A page, not a redirect: the client already has its answer. */
export async function respondOver(
  request: Request,
  interaction: Pick<Interaction, 'parameters'>,
  context: ViewContext,
): Promise<Response> {
  const page = messagePage(await viewOfStep(request, interaction, context), {
    message: 'sign_in.over',
  });
  return respondHtml(request, page, { status: 400 });
}
