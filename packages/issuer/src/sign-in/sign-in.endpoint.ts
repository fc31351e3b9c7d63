import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { verifyPassword } from '../directory/users/password.ts';
import { type Form, readForm } from '../http/body.ts';
import { type Browser, ensureBrowser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import { formTarget } from '../http/form-target.ts';
import { respondHtml } from '../http/html.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openInteraction, openOrRestart } from '../interactions/interactions.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { startSession } from '../sessions/sessions.ts';
import { signInPage } from './sign-in.page.ts';
import { findCredential, listProviderChoices } from './sign-in.store.ts';
import { countAttempt, forgetFailures, uncountAttempt } from './throttle.store.ts';
import { decideThrottle, type ThrottleKeys, throttleKeys, windowSeconds } from './throttle.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'changes'>;

/** One message for both, so that nobody learns here who has an account. */
const wrong = 'The e-mail address or the password is not right.';

/** `GET /sign-in/{interaction}` */
export const showSignIn = (context: Dependencies) => async (request: Request) => {
  const browser = ensureBrowser(request, context);
  const interaction = await openOrRestart(request, interactionOf(request), context);
  const email = interaction.parameters.loginHint ?? '';
  return respondSignIn(request, { interaction, browser, email }, context);
};

/** `POST /sign-in/{interaction}` */
export const submitSignIn = (context: Dependencies) => async (request: Request) => {
  const { sql, clock } = context;
  const form = await readForm(request);
  const browser = knownBrowser(request, context);
  // Another tab may have been the last to get a cookie. The page, shown again, has the right one.
  if (!isFromBrowser(form, browser)) return showAgain(request);
  const interaction = await openInteraction(request, interactionOf(request), context);
  const attempt = readAttempt(form);
  const shown = { interaction, browser, email: attempt.email };
  if (!attempt.email || !attempt.password) {
    const error = 'Enter your e-mail address and your password.';
    return respondSignIn(request, { ...shown, error }, context);
  }

  const keys = throttleKeys(attempt.email, clientAddress(request));
  const now = clock.now();
  const counts = await countAttempt(sql, keys, now, secondsAfter(now, windowSeconds));
  const throttling = decideThrottle(counts);
  if (!throttling.allowed) {
    return respondThrottled(request, interaction, secondsUntil(throttling.retryAt, now));
  }
  const userId = await checkPassword(attempt, keys, context);
  if (!userId) return respondSignIn(request, { ...shown, error: wrong }, context);
  await startSession(request, { userId, amr: ['pwd'] }, context);
  return request.redirect(routes.authorizeContinue(interaction.id), 303);
};

interface Attempt {
  email: string;
  password: string;
}

/** Only the address is trimmed: spaces at the ends of a password are part of it. */
const readAttempt = (form: Form): Attempt => ({
  email: (form.get('email') ?? '').trim().slice(0, 320),
  password: form.get('password') ?? '',
});

/** @returns the user who may sign in with this, after the same work whoever it is. */
async function checkPassword(
  { email, password }: Attempt,
  keys: ThrottleKeys,
  { sql }: Pick<Context, 'sql'>,
): Promise<string | null> {
  const credential = await findCredential(sql, email);
  const hash = credential?.passwordHash ?? null;
  // Too busy to look at the password is no failure of whoever typed it.
  const right = await verifyPassword(password, hash).catch(async (error: unknown) => {
    await uncountAttempt(sql, keys.account);
    await uncountAttempt(sql, keys.address);
    throw error;
  });
  if (!right || !credential || credential.disabled) return null;
  await forgetFailures(sql, keys.account);
  await uncountAttempt(sql, keys.address);
  return credential.userId;
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  email: string;
  error?: string;
}

async function respondSignIn(
  request: Request,
  { interaction, browser, email, error }: Shown,
  { sql }: Pick<Context, 'sql'>,
): Promise<Response> {
  const providers = await listProviderChoices(sql);
  const page = signInPage({
    clientName: interaction.clientName,
    action: routes.signIn(interaction.id),
    csrf: browser.csrf,
    email,
    ...(error === undefined ? {} : { error }),
    providers: providers.map(({ id, name }) => ({
      name,
      action: routes.federationStart(id, interaction.id),
    })),
  });
  const formTargets = [formTarget(interaction.parameters.redirectUri)];
  return respondHtml(request, page, { status: error === undefined ? 200 : 403, formTargets });
}

function respondThrottled(request: Request, interaction: Interaction, seconds: number) {
  request.header('Retry-After', String(seconds));
  const minutes = Math.ceil(seconds / 60);
  const page = messagePage({
    heading: 'Too many attempts',
    text:
      'Signing in failed too often, for this e-mail address or from this network. ' +
      `You can try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    action: { href: routes.signIn(interaction.id), label: 'Back to sign-in' },
  });
  return respondHtml(request, page, { status: 429 });
}

const secondsUntil = (time: Date, now: Date): number =>
  Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1000));

const showAgain = (request: Request) =>
  request.redirect(routes.signIn(interactionOf(request)), 303);

const interactionOf = (request: Request): string => request.req.param('interaction') ?? '';

/** Of the connection: the client, or the proxy in front of us. */
const clientAddress = (request: Request): string =>
  getConnInfo(request).remote.address ?? 'local socket';
