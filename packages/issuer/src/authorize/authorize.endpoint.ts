import { OAuthError } from '@sallyport/protocol/errors.ts';
import { matchesRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { type Form, parseParameters, readForm } from '../http/body.ts';
import { toOAuthError } from '../http/error-response.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { openOrRestart, startInteraction } from '../interactions/interactions.ts';
import { routes } from '../routes.ts';
import { currentSession } from '../sessions/sessions.ts';
import { type AuthorizationRequest, checkRequest } from './checks.ts';
import { nextStep } from './dispatch.ts';
import { issueCode } from './issue-code.ts';

/**
 * `POST /authorize` comes from other sites too, and then without our `Lax` cookie: it becomes a
 * GET, which has it.
 */
export const authorizeByPost = () => async (request: Request) => {
  const form = await readForm(request);
  return request.redirect(`${routes.authorize}?${new URLSearchParams([...form])}`, 303);
};

/** `GET /authorize` (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2). */
export const authorize = (context: Context) => async (request: Request) => {
  const authorization = await readRequest(request, context);
  return answerByRedirect(request, authorization, context, async () => {
    const parameters = checkRequest(authorization);
    return proceed(request, parameters, null, context.clock.now(), context);
  });
};

/** `GET /authorize/{interaction}`: where every sign-in step returns to. */
export const continueAuthorize = (context: Context) => async (request: Request) => {
  const interaction = await openOrRestart(request, request.req.param('interaction')!, context);
  const { id, parameters, createdAt } = interaction;
  return proceed(request, parameters, id, createdAt, context);
};

async function proceed(
  request: Request,
  parameters: AuthorizationParameters,
  interaction: string | null,
  since: Date,
  context: Context,
): Promise<Response> {
  const session = await currentSession(request, context);
  const next = nextStep(parameters, session, since, context.clock.now());
  request.header('Cache-Control', 'no-store');
  switch (next.step) {
    case 'refuse':
      throw new OAuthError(next.code, next.description);
    case 'sign-in': {
      const id = interaction ?? (await startInteraction(request, parameters, context));
      return request.redirect(routes.signIn(id), 303);
    }
    case 'issue': {
      const code = await issueCode(parameters, next.session, interaction, context);
      if (code === null) {
        throw new OAuthError('invalid_request', 'This sign-in was finished in another tab.');
      }
      return respond(request, parameters, { code }, context);
    }
  }
}

/**
 * Client and redirect URI come first: as long as either is in doubt, nothing is redirected
 * (RFC 6749, section 4.1.2.1) and the error is shown here.
 */
async function readRequest(
  request: Request,
  { clients }: Pick<Context, 'clients'>,
): Promise<AuthorizationRequest> {
  const form = parseParameters(new URL(request.req.url).searchParams);
  const clientId = form.get('client_id');
  const client = clientId === undefined ? undefined : await clients(clientId);
  if (!client || client.disabled) {
    throw new OAuthError('invalid_request', 'client_id names no client that is registered here.');
  }
  const presented = form.get('redirect_uri');
  if (presented === undefined) {
    throw new OAuthError('invalid_request', 'redirect_uri is missing.');
  }
  if (!client.redirectUris.some((uri) => matchesRedirectUri(uri, presented, client.type))) {
    throw new OAuthError('invalid_request', 'redirect_uri is not registered for this client.');
  }
  return { form, client, redirectUri: presented };
}

/** From here on an error goes back to the client (RFC 6749, section 4.1.2.1). */
async function answerByRedirect(
  request: Request,
  { form, redirectUri }: AuthorizationRequest,
  context: Context,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    const error = toOAuthError(thrown);
    if (error.status >= 500) throw thrown;
    const { error: code, error_description } = error.toJSON();
    return respond(request, target(form, redirectUri), { error: code, error_description }, context);
  }
}

const target = (form: Form, redirectUri: string) => {
  const state = form.get('state');
  return state === undefined ? { redirectUri } : { redirectUri, state };
};

/** The authorization response, with `iss` (RFC 9207) so that no other server's can be taken for it. */
function respond(
  request: Request,
  { redirectUri, state }: { redirectUri: string; state?: string },
  result: Record<string, string>,
  { settings }: Pick<Context, 'settings'>,
): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  url.searchParams.set('iss', settings.url);
  return request.redirect(url.href, 303);
}
