import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { domainOf, readAddress } from '../directory/users/email-address.ts';
import { findPendingLink } from '../directory/users/pending-links.service.ts';
import { readForm } from '../http/body.ts';
import { type Browser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { note } from '../http/note.ts';
import type { Form } from '../http/parameters.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import {
  openInteraction,
  openOrRestart,
  recordProof,
} from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { addressProblems } from '../pages/address-problems.ts';
import { messagePage } from '../pages/message.page.ts';
import { providerButton } from '../pages/parts/provider-button.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { numericDate } from '../runtime/clock.ts';
import type { SessionCookie } from '../sessions/session.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { type Credentials, checkPassword } from './check-password.service.ts';
import { deviceLifetime, findDevice, rememberDevice } from './known-devices.ts';
import { readOffers } from './read-offers.service.ts';
import { type SignInError, signInPage } from './sign-in.page.ts';
import { listProviderChoices } from './sign-in.store.ts';
import { admitGuess } from './throttle.service.ts';

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'log'
  | 'rates'
  | 'callers'
  | 'thinned'
  | 'appearance'
  | 'clients'
  | 'mail'
>;

const errors = {
  empty: { inFields: true, text: 'sign_in.empty' },
  /** One message for both, so that it does not tell who has an account. */
  wrong: { inFields: true, text: 'sign_in.wrong' },
  noCookie: { inFields: false, text: 'sign_in.no_cookie' },
} satisfies Record<string, SignInError>;

/** `GET /sign-in/{interaction}` */
export const showSignIn = (context: Dependencies) => async (request: Request) => {
  // Where the cookie is there after all, the form came from another site.
  const refused = request.req.query('cookie') === 'missing' && !knownBrowser(request, context);
  const visitor = visitorOf(request, context);
  const { browser } = visitor;
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const waiting = await findPendingLink(interaction.id, context);
  if (!waiting && (await hasSignedIn(interaction, cookieOf(request, 'sp_sso'), context))) {
    return request.redirect(routes.authorizeContinue(interaction.id), 303);
  }
  const email = waiting?.email ?? readableHint(interaction.parameters.loginHint ?? '');
  const shown = { interaction, browser, email, ...(refused ? { error: errors.noCookie } : {}) };
  return respondSignIn(request, shown, context);
};

/** In another tab, since this one asked: then there is nothing to ask here. */
async function hasSignedIn(
  { createdAt }: Interaction,
  cookie: SessionCookie,
  context: Dependencies,
): Promise<boolean> {
  const session = await currentSession(cookie, context);
  return session !== null && session.authTime > createdAt;
}

/** `POST /sign-in/{interaction}` */
export const submitSignIn = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf', 'email', 'password']);
  const browser = knownBrowser(request, context);
  // Another tab may have been the last to get a cookie. The page, shown again, has the right one.
  if (!isFromBrowser(form, browser)) return showAgain(request, browser);
  const interaction = await openInteraction(browser, interactionOf(request), context);
  const client = interaction.parameters.clientId;
  const attempt = readAttempt(form);
  const shown = { interaction, browser, email: attempt.email };
  if (!attempt.email || !attempt.password) {
    return respondSignIn(request, { ...shown, error: errors.empty }, context);
  }
  const read = readAddress(attempt.email);
  if (!read.ok) {
    const error = { inFields: true, text: addressProblems[read.reason] };
    return respondSignIn(request, { ...shown, error }, context);
  }

  const { address } = read;
  const devices = cookieOf(request, 'sp_device');
  const account = {
    email: address,
    key: context.secrets.signIn,
    now: numericDate(context.clock.now()),
  };
  const device = findDevice(devices.read(), account);
  const guesser = { email: address, network: context.callers.network(request), device };
  const admission = await admitGuess(guesser, context);
  note(request, { client, signedIn: false });
  if (!admission.admitted) {
    const requestId = noteRefusal(request, { client, reason: 'throttled' }, context);
    const seconds = admission.retryAfter;
    return respondThrottled(request, { interaction, seconds, requestId }, context);
  }
  let requestId: string | undefined;
  const onRefused = (reason: string, user?: string) => {
    requestId = noteRefusal(request, { client, reason, user }, context);
  };
  const typed = { ...attempt, email: address };
  const proven = await checkPassword(typed, admission.buckets, context, onRefused);
  if (!proven) {
    return respondSignIn(request, { ...shown, error: { ...errors.wrong, requestId } }, context);
  }
  const proof = { method: 'password' } as const;
  await recordProof({ id: interaction.id, browser }, { ...proven, proof }, context);
  note(request, { signedIn: true, sub: proven.userId });
  const id = device ?? context.random.bytes(16).toString('base64url');
  devices.write(rememberDevice(devices.read(), id, account), deviceLifetime);
  return request.redirect(routes.authorizeContinue(interaction.id), 303);
};

/** Only the address is trimmed: spaces at the ends of a password are part of it. */
const readAttempt = (form: Form<'email' | 'password'>): Credentials => ({
  email: (form.email ?? '').trim(),
  password: form.password ?? '',
});

const domainIn = (email: string): string | null => {
  const read = readAddress(email);
  return read.ok ? domainOf(read.address) : null;
};

/** An address in its usual form; anything else as it came. */
function readableHint(hint: string): string {
  const read = readAddress(hint);
  return read.ok ? read.address : hint;
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  email: string;
  error?: SignInError;
}

async function respondSignIn(
  request: Request,
  { interaction, browser, email, error }: Shown,
  context: Pick<Context, 'sql' | 'clock' | 'appearance' | 'clients' | 'mail'>,
): Promise<Response> {
  const [view, providers, waiting, offers] = await Promise.all([
    viewOfStep(request, interaction, context),
    listProviderChoices(context.sql, domainIn(email)),
    findPendingLink(interaction.id, context),
    readOffers(interaction, context),
  ]);
  const page = signInPage(view, {
    interaction: interaction.id,
    clientName: interaction.clientName,
    action: routes.signIn(interaction.id),
    csrf: browser.csrf,
    email,
    offers,
    ...(error === undefined ? {} : { error }),
    ...(waiting
      ? { link: { provider: waiting.providerName, cancel: routes.cancelLink(interaction.id) } }
      : {}),
    providers: providers.map(({ id, name, type }) => ({
      name,
      button: providerButton(type),
      action: routes.federationStart(id, interaction.id),
    })),
  });
  return respondStep(request, interaction, page, { status: error === undefined ? 200 : 403 });
}

interface Throttled {
  interaction: Interaction;
  seconds: number;
  requestId: string;
}

async function respondThrottled(
  request: Request,
  { interaction, seconds, requestId }: Throttled,
  context: ViewContext,
) {
  request.header('Retry-After', String(seconds));
  const view = await viewOfStep(request, interaction, context);
  const page = messagePage(view, {
    message: 'sign_in.throttled',
    values: { duration: view.duration(seconds) },
    sign: 'waiting',
    action: { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' },
    requestId,
  });
  return respondStep(request, interaction, page, { status: 429 });
}

function showAgain(request: Request, browser: Browser | null) {
  const page = browser ? routes.signIn : routes.signInWithoutCookie;
  return request.redirect(page(interactionOf(request)), 303);
}

const interactionOf = (request: Request): string => request.req.param('interaction') ?? '';
