import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { deviceOf, keepDevice } from '../abuse/known-device.endpoint.ts';
import type { Method } from '../assurance/proof.ts';
import { readDetailTypes } from '../authorization-details/detail-types.service.ts';
import { accountClient } from '../clients/account-client.ts';
import { needsConsent } from '../consent/consent.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { adminAudience } from '../directory/built-in.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { completePendingLink } from '../directory/users/pending-links.service.ts';
import { proveByBrowser } from '../factors/remembered-devices/remember.endpoint.ts';
import { issueCode } from '../grants/issue-code.service.ts';
import { sameCode } from '../grants/repeat-code.service.ts';
import { readForm } from '../http/body.ts';
import { cookieOf } from '../http/cookies.ts';
import { toOAuthError } from '../http/error-response.ts';
import { LeadOn } from '../http/lead-on.ts';
import { queryParameters } from '../http/parameters.ts';
import { reportError } from '../http/report-error.ts';
import { visitorOf } from '../http/visitor.ts';
import { actingSession } from '../impersonation/acting-session.service.ts';
import type { AuthorizationParameters, Interaction } from '../interactions/interaction.ts';
import {
  openOrRestart,
  rememberIdentifier,
  startInteraction,
} from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { viewOfStep } from '../interactions/step-page.endpoint.ts';
import { routes } from '../routes.ts';
import { accountsOf, rememberAccount } from '../select-account/browser-accounts.endpoint.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession, startSession, type Unstarted } from '../sessions/sessions.service.ts';
import { readDemand } from '../sign-in-policy/read-demand.service.ts';
import type { SecondFactor } from '../sign-in-policy/second-factor.ts';
import { type AuthorizationRequest, authorizationFields, checkRequest } from './checks.ts';
import { answerDevice, refuseDevice } from './device-answer.endpoint.ts';
import { nextStep, type Step } from './dispatch.ts';
import { tellOfNewDevice } from './new-device.service.ts';
import {
  narrowToClient,
  narrowToRegistration,
  requireDeviceClient,
  requireRegistered,
} from './registration.ts';
import { repeatAnswer, respondOver } from './repeat-answer.endpoint.ts';
import { respond, type Target, targetOf } from './respond.endpoint.ts';
import { secondFactors } from './second-factors.ts';
import { situationOf, type Underway } from './situation.service.ts';

/** Without the keys: to read what is signed is the beginning's alone. */
type Dependencies = Omit<Context, 'keys'>;

/**
 * `POST /authorize` comes from other sites too, and then without our `Lax` cookie: it becomes a
 * GET, which has it.
 */
export const authorizeByPost = () => async (request: Request) => {
  const parameters = await readForm(request);
  return request.redirect(`${routes.authorize}?${new URLSearchParams(parameters.entries())}`, 303);
};

/** `GET /authorize` (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2). */
export const authorize = (context: Context) => async (request: Request) => {
  const authorization = await readRequest(request, context);
  return answerByRedirect(request, targetOf(authorization), context, async () => {
    const parameters = await checkRequest(authorization, {
      ...context,
      readDetailTypes: () => readDetailTypes(context),
    });
    const since = context.clock.now();
    const { client } = authorization;
    return proceed(request, { parameters, client, interaction: null, since }, context);
  });
};

/**
 * `GET /authorize/{interaction}`: where every sign-in step returns to. The client is read again,
 * because it may have changed while the person signed in.
 */
export const continueAuthorize = (context: Dependencies) => async (request: Request) => {
  const id = interactionOf(request);
  try {
    const interaction = await openOrRestart(visitorOf(request, context), id, context);
    return await goOn(request, interaction, context);
  } catch (thrown) {
    // To here: it was answered a moment ago.
    if (thrown instanceof LeadOn) return repeatAnswer(request, id, context);
    throw thrown;
  }
};

async function goOn(
  request: Request,
  interaction: Interaction,
  context: Dependencies,
): Promise<Response> {
  const { parameters, createdAt: since } = interaction;
  if (parameters.returnTo !== undefined) {
    return proceed(request, { parameters, client: accountClient, interaction, since }, context);
  }
  if (parameters.device !== undefined) {
    const client = requireDeviceClient(await context.clients(parameters.clientId));
    const narrowed = narrowToClient(parameters, client);
    return proceed(request, { parameters: narrowed, client, interaction, since }, context);
  }
  const client = await context.clients(parameters.clientId);
  const registered = requireRegistered(client, parameters.redirectUri);
  return answerByRedirect(request, parameters, context, async () =>
    proceed(
      request,
      {
        parameters: narrowToRegistration(parameters, registered),
        client: registered,
        interaction,
        since,
      },
      context,
    ),
  );
}

async function proceed(
  request: Request,
  begun: Omit<Underway, 'demand' | 'known'>,
  context: Dependencies,
): Promise<Response> {
  const [session, demand] = await Promise.all([
    sessionFor(request, begun, context),
    readDemand(begun.parameters, begun.client, context),
  ]);
  const known = accountsOf(request, context);
  return takeStep(request, { ...begun, demand, known }, session, context);
}

/**
 * Who signs in: an administrator who acts as a person is that person, but not for what they administer with,
 * nor for a device, nor where the request names another person, or something else was proved to it.
 */
async function sessionFor(
  request: Request,
  { parameters, interaction, client }: Omit<Underway, 'demand' | 'known'>,
  context: Dependencies,
): Promise<Session | null> {
  const isForThemselves =
    parameters.device !== undefined || client.apis.includes(adminAudience(context.settings.url));
  const isOpen = !interaction?.proven && !isForThemselves;
  const acting = isOpen ? await actingSession(cookieOf(request, 'sp_acting'), context) : null;
  const { hintedUser = acting?.userId } = parameters;
  if (acting && hintedUser === acting.userId) return acting;
  return currentSession(cookieOf(request, 'sp_sso'), context);
}

async function takeStep(
  request: Request,
  underway: Underway,
  session: Session | null,
  context: Dependencies,
): Promise<Response> {
  const { parameters, interaction } = underway;
  const next = nextStep(parameters, await situationOf(underway, session, context));
  const idOf = () =>
    interaction?.id ?? startInteraction(visitorOf(request, context), parameters, context);
  request.header('Cache-Control', 'no-store');
  switch (next.step) {
    case 'refuse':
      if (parameters.returnTo !== undefined) return leaveOwnPages(request, next, session);
      if (parameters.device !== undefined && next.code === 'access_denied') {
        return refuseDevice(request, parameters, session, context);
      }
      throw new OAuthError(next.code, next.description);
    case 'sign-in':
      return request.redirect(routes.signIn(await idOf()), 303);
    case 'sign-in-elsewhere': {
      const id = await idOf();
      await rememberIdentifier(id, next.email, context);
      return request.redirect(routes.signIn(id), 303);
    }
    case 'select-account':
      return request.redirect(routes.selectAccount(await idOf()), 303);
    case 'second-factor':
      return askForSecondFactor(request, next, await idOf(), context);
    case 'confirm-mailbox':
      return request.redirect(routes.confirmMailbox(await idOf()), 303);
    case 'enrol-factor':
      return request.redirect(enrolPageOf(next.methods)(await idOf()), 303);
    case 'change-password':
      return request.redirect(routes.changePassword(await idOf()), 303);
    case 'accept-terms':
      return request.redirect(routes.terms(await idOf()), 303);
    case 'verify-address':
      return request.redirect(routes.verifyAddress(await idOf()), 303);
    case 'consent':
      return request.redirect(
        parameters.device === undefined
          ? routes.consent(await idOf())
          : routes.confirmDevice(await idOf()),
        303,
      );
    case 'start-session': {
      const started = await start(request, interaction!, next, context);
      // Where the browser has the cookie of that session by now, it goes on.
      if (started === 'spent') return request.redirect(routes.authorizeContinue(await idOf()), 303);
      const rest = { ...underway, interaction: { ...interaction!, proven: null } };
      return takeStep(request, rest, started === 'worthless' ? session : started, context);
    }
    case 'issue': {
      if (parameters.returnTo !== undefined) return request.redirect(parameters.returnTo, 303);
      const { organization } = next;
      if (interaction !== null && parameters.device !== undefined) {
        const asked = { parameters, agreed: needsConsent(underway.client), organization };
        return answerDevice(request, asked, next.session, interaction.id, context);
      }
      const asked = {
        parameters: next.session.impersonation ? withinSession(parameters) : parameters,
        ...{ agreed: needsConsent(underway.client), organization },
      };
      const code = await issueCode(asked, next.session, interaction?.id ?? null, context);
      if (code !== null) return respond(request, parameters, { code }, context);
      if (interaction !== null) {
        // Another click on the same button was first.
        const of = { interaction: interaction.id, userId: next.session.userId };
        const same = await sameCode(of, context);
        return same === null
          ? respondOver(request, interaction, context)
          : respond(request, parameters, { code: same }, context);
      }
      throw new OAuthError('login_required', 'The session has just ended.');
    }
  }
}

/** Without what would outlive it. */
const withinSession = (parameters: AuthorizationParameters): AuthorizationParameters => ({
  ...parameters,
  scope: parameters.scope.filter((value) => value !== 'offline_access'),
});

/**
 * A sign-in for a page of ours is over without one: by *Cancel*, or because another person signed in than
 * the one who was to. Where none of the pages could be shown, an error is.
 */
function leaveOwnPages(
  request: Request,
  { code, description }: Extract<Step, { step: 'refuse' }>,
  session: Session | null,
): Response {
  if (code !== 'access_denied' && code !== 'login_required')
    throw new OAuthError(code, description);
  return request.redirect(session ? routes.account : routes.home, 303);
}

/** Goes on without asking in a browser that is remembered, where that is enough. */
async function askForSecondFactor(
  request: Request,
  { methods, remembered }: Extract<Step, { step: 'second-factor' }>,
  interaction: string,
  context: Dependencies,
): Promise<Response> {
  const isKnown =
    remembered !== undefined &&
    (await proveByBrowser(request, { interaction, userId: remembered }, context));
  const next = isKnown ? routes.authorizeContinue(interaction) : pageOf(methods).page(interaction);
  return request.redirect(next, 303);
}

const pageOf = ([first]: readonly Method[]): SecondFactor =>
  secondFactors.find(({ method }) => method === first)!;

const enrolPageOf = (methods: readonly Method[]) =>
  methods.length > 1 ? routes.setUpFactor : pageOf(methods).enrolPage!;

async function start(
  request: Request,
  interaction: Interaction,
  { proven, standing }: Extract<Step, { step: 'start-session' }>,
  context: Dependencies,
): Promise<Session | Unstarted> {
  const { address, network, userAgent } = visitorOf(request, context);
  const { clientId } = interaction.parameters;
  const origin = { address, network, userAgent, clientId };
  const account = await getAccount(context.sql, proven.userId);
  const onStart = account && (await newDeviceOf(request, interaction, account, context));
  const signIn = { interaction, proven, standing, origin, ...(onStart ? { onStart } : {}) };
  const session = await startSession(cookieOf(request, 'sp_sso'), signIn, context);
  if (typeof session === 'string') return session;
  rememberAccount(request, session.userId, context);
  if (account) {
    keepDevice(request, { email: account.email, secondFactor: false, hasSession: true }, context);
  }
  await completePendingLink(interaction.id, session, context);
  return session;
}

/** What the owner of the account is told where no session was started in this browser before. */
async function newDeviceOf(
  request: Request,
  interaction: Interaction,
  account: NonNullable<Awaited<ReturnType<typeof getAccount>>>,
  context: Dependencies,
): Promise<((tx: Transaction) => Promise<void>) | null> {
  if (deviceOf(request, account.email, context)?.since) return null;
  const { network, userAgent } = visitorOf(request, context);
  const language = await viewOfStep(request, interaction, context);
  const brand = await context.mail.brandOf(interaction.parameters.clientId);
  const seen = { to: account, userAgent, network, language, brand };
  return (tx) => tellOfNewDevice(tx, seen, context);
}

async function readRequest(
  request: Request,
  { clients }: Pick<Context, 'clients'>,
): Promise<AuthorizationRequest> {
  const form = queryParameters(request.req.url).read(authorizationFields);
  const { client_id: clientId, redirect_uri: redirectUri } = form;
  if (redirectUri === undefined) {
    throw new OAuthError('invalid_request', 'redirect_uri is missing.');
  }
  const client = clientId === undefined ? undefined : await clients(clientId);
  return { form, client: requireRegistered(client, redirectUri), redirectUri };
}

/**
 * From here on an error goes back to the client by redirect, also `server_error` and
 * `temporarily_unavailable` (RFC 6749, section 4.1.2.1): a page that waits for a hidden frame would
 * otherwise get no answer.
 */
async function answerByRedirect(
  request: Request,
  target: Target,
  context: Dependencies,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    const error = toOAuthError(thrown, context);
    reportError(error, request, context);
    const { error: code, error_description } = error.toJSON();
    return respond(request, target, { error: code, error_description }, context);
  }
}
