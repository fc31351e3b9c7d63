import type { Context as Request } from 'hono';
import { deviceOf, keepDevice } from '../abuse/known-device.endpoint.ts';
import { checkDueAtSignIn, readCheck } from '../abuse/person-check.endpoint.ts';
import { admitGuess } from '../abuse/throttle.service.ts';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { type Browser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import { note } from '../http/note.ts';
import type { Interaction } from '../interactions/interaction.ts';
import {
  hasProofs,
  openInteraction,
  recordProof,
  rememberIdentifier,
} from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import { addressProblems } from '../pages/address-problems.ts';
import type { ShownCheck } from '../pages/parts/person-check.ts';
import { routes } from '../routes.ts';
import { readAddress } from '../runtime/email-address.ts';
import { sendToProvider } from '../sign-in-policy/send-to-provider.endpoint.ts';
import { checkPassword } from './check-password.service.ts';
import { providersOf } from './provider-choices.ts';
import { hasSignedIn, openSignIn, respondSignIn } from './respond-sign-in.endpoint.ts';
import type { SignInError } from './sign-in.page.ts';
import { signInWithPasskey } from './sign-in-with-passkey.endpoint.ts';

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
  | 'signIns'
>;

const errors = {
  empty: { fields: 'both', text: 'sign_in.empty' },
  noAddress: { fields: 'address', text: 'sign_in.no_address' },
  /** One message for both, so that it does not tell who has an account. */
  wrong: { fields: 'both', text: 'sign_in.wrong' },
  noCookie: { fields: 'none', text: 'sign_in.no_cookie' },
  unchecked: { fields: 'none', text: 'person_check.needed' },
  checkFailed: { fields: 'none', text: 'person_check.failed' },
} satisfies Record<string, SignInError>;

/** `GET /sign-in/{interaction}` */
export const showSignIn = (context: Dependencies) => async (request: Request) => {
  // Where the cookie is there after all, the form came from another site.
  const refused = request.req.query('cookie') === 'missing' && !knownBrowser(request, context);
  const opened = await openSignIn(request, context);
  const { interaction, choices } = opened;
  if (!choices.link && (await hasSignedIn(request, opened, context))) {
    return request.redirect(routes.authorizeContinue(interaction.id), 303);
  }
  return respondSignIn(request, opened, refused ? { error: errors.noCookie } : {}, context);
};

/** `POST /sign-in/{interaction}`: a passkey, or the address and the password, or the address alone first. */
export const submitSignIn = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read([
    ...(['csrf', 'email', 'password', 'another', 'credential'] as const),
  ]);
  const browser = knownBrowser(request, context);
  // Another tab may have been the last to get a cookie. The page, shown again, has the right one.
  if (!isFromBrowser(form, browser)) return showAgain(request, browser);
  await openInteraction(browser, interactionOf(request), context);
  const opened = await openSignIn(request, context);
  const { interaction, demand } = opened;
  if (form.credential !== undefined) {
    return signInWithPasskey(request, { sent: form.credential, browser, opened }, context);
  }
  // Only the address is trimmed: spaces at the ends of a password are part of it.
  const typed = { email: (form.email ?? '').trim(), password: form.password ?? '' };
  const again = (error: SignInError, check: ShownCheck | null = null) =>
    respondSignIn(request, opened, { email: typed.email, error, check }, context);
  if (form.another !== undefined) {
    await rememberIdentifier(interaction.id, '', context);
    return showAgain(request, browser);
  }
  const isFirst = demand.identifierFirst && form.password === undefined;
  if (!isFirst && !demand.ways.includes('password')) return showAgain(request, browser);
  const read = readAddress(typed.email);
  if (!isFirst && read.ok) {
    const elsewhere = await sendToProvider(request, interaction, read.address, context);
    if (elsewhere) return elsewhere;
  }
  if (isFirst && !typed.email) return again(errors.noAddress);
  if (!isFirst && (!typed.email || !typed.password)) return again(errors.empty);
  if (!read.ok) return again({ fields: 'address', text: addressProblems[read.reason] });
  const { address } = read;
  if (isFirst) {
    await rememberIdentifier(interaction.id, address, context);
    // Known now, the address leads where its organization says, too.
    const known = await openSignIn(request, context);
    const [provider, ...others] = providersOf(address, known.choices.providers);
    if (!provider || others.length > 0) return showAgain(request, browser);
    // 307, so that the form goes there: each provider is started by a form of this browser.
    return request.redirect(routes.federationStart(provider.id, interaction.id), 307);
  }
  return signIn(request, { ...typed, email: address, browser, interaction, again }, context);
};

interface Attempt {
  email: string;
  password: string;
  browser: Browser;
  interaction: Interaction;
  /** Shows the page with what was wrong. */
  again(error: SignInError, check?: ShownCheck | null): Promise<Response>;
}

async function signIn(
  request: Request,
  { email, password, browser, interaction, again }: Attempt,
  context: Dependencies,
): Promise<Response> {
  const client = interaction.parameters.clientId;
  const device = deviceOf(request, email, context)?.id ?? null;
  const guesser = { email, network: context.callers.network(request), device };
  note(request, { client, signedIn: false });
  const due = () => checkDueAtSignIn(request, guesser, interaction.id, context);
  const check = await due();
  if (check) {
    const place = { purpose: 'sign_in', interaction: interaction.id, subject: email } as const;
    const result = await readCheck(request, place, context);
    // The first press of a double click may have signed in.
    const isRepeated = result === 'again' && (await hasProofs(browser, interaction.id, context));
    if (isRepeated) return request.redirect(routes.authorizeContinue(interaction.id), 303);
    const error = result === 'absent' ? errors.unchecked : errors.checkFailed;
    if (result !== 'passed') return again(error, check);
  }
  const admission = await admitGuess(guesser, context);
  if (!admission.admitted) {
    const requestId = noteRefusal(request, { client, reason: 'throttled' }, context);
    const limited = { message: 'sign_in.throttled', retryAfter: admission.retryAfter } as const;
    const way = { back: routes.signIn(interaction.id), label: 'action.back_to_sign_in' } as const;
    return respondLimited(request, { interaction, ...limited, ...way, requestId }, context);
  }
  let requestId: string | undefined;
  const onRefused = (reason: string, user?: string) => {
    requestId = noteRefusal(request, { client, reason, user }, context);
  };
  const proven = await checkPassword({ email, password }, admission.buckets, context, onRefused);
  if (!proven) return again({ ...errors.wrong, requestId }, await due());
  const proof = { method: 'password' } as const;
  await recordProof({ id: interaction.id, browser }, { ...proven, proof }, context);
  note(request, { signedIn: true, sub: proven.userId });
  keepDevice(request, { email, secondFactor: false }, context);
  return request.redirect(routes.authorizeContinue(interaction.id), 303);
}

function showAgain(request: Request, browser: Browser | null) {
  const page = browser ? routes.signIn : routes.signInWithoutCookie;
  return request.redirect(page(interactionOf(request)), 303);
}
