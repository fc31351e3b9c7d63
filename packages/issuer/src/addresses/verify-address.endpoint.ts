import type { Context as Request } from 'hono';
import { isDenied } from '../abuse/domain-rules.ts';
import type { Context } from '../context.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { type Browser, knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { askAddressPage } from '../one-time-codes/ask-address.page.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { typeCodePage } from '../one-time-codes/type-code.page.ts';
import { addressProblems } from '../pages/address-problems.ts';
import { messagePage } from '../pages/message.page.ts';
import type { TextKey } from '../pages/texts.ts';
import { routes } from '../routes.ts';
import { readAddress } from '../runtime/email-address.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { proveByCode, sendAddressCode } from './prove-address.service.ts';

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'callers'
  | 'appearance'
  | 'mail'
  | 'changes'
>;

/** `GET /verify-address/{interaction}`: asks for the code, or for the address where none was sent. */
export const showVerifyAddress = (context: Dependencies) => async (request: Request) => {
  const browser = knownBrowser(request, context);
  const interaction = await openInteraction(browser, interactionOf(request), context);
  const person = await findPerson(request, context);
  if (!person) return leave(request, interaction);
  const step = { interaction, browser: browser! };
  const place = { id: interaction.id, browser: browser! };
  const sent =
    request.req.query('again') === undefined
      ? await findInSignIn(context.sql, { purpose: 'add-address', signIn: place }, context)
      : null;
  return sent
    ? respondType(request, { ...step, email: sent.email }, context)
    : respondAsk(request, { ...step, email: person.email }, context);
};

/** `POST /verify-address/{interaction}`: the same answer, whosever the address is. */
export const submitVerifyAddress = (context: Dependencies) => async (request: Request) => {
  const here = routes.verifyAddress(interactionOf(request));
  const step = await readStepForm(request, ['email'], context);
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  const person = await findPerson(request, context);
  if (!person) return leave(request, interaction);
  const shown = { interaction, browser, email: form.email ?? '' };
  const read = readAddress(shown.email);
  if (!read.ok) {
    return respondAsk(request, { ...shown, problem: addressProblems[read.reason] }, context);
  }
  if (isDenied(read.address, context.settings.abuse?.domains)) {
    return respondAsk(request, { ...shown, problem: 'address.denied' }, context);
  }
  const { tag: language } = await viewOfStep(request, interaction, context);
  const network = context.callers.network(request);
  const place = { id: interaction.id, browser };
  const asked = { owner: person.owner, email: read.address, place, network, language };
  const sent = await sendAddressCode({ ...asked, interaction: interaction.id }, context);
  if (sent.sent) return request.redirect(here, 303);
  return respondLimited(
    request,
    { interaction, message: 'mail.limited', retryAfter: sent.retryAfter, back: here },
    context,
  );
};

/** `POST /verify-address/{interaction}/code` */
export const submitAddressCode = (context: Dependencies) => async (request: Request) => {
  const here = routes.verifyAddress(interactionOf(request));
  const step = await readStepForm(request, ['code'], context);
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  const person = await findPerson(request, context);
  if (!person) return leave(request, interaction);
  const place = { id: interaction.id, browser };
  const sent = await findInSignIn(context.sql, { purpose: 'add-address', signIn: place }, context);
  const entitled = { ...person.owner, session: person.session };
  const attempt = { entitled, place, typed: form.code ?? '' };
  const proved = await proveByCode(attempt, context);
  const email = sent?.email ?? '';
  if (proved.result === 'wrong') {
    return respondType(request, { interaction, browser, email, left: proved.left }, context);
  }
  if (proved.result === 'taken') return respondTaken(request, { interaction, email }, context);
  return request.redirect(proved.result === 'none' ? here : continueOf(interaction), 303);
};

/** The person who is signed in, whose address is not proved; null where there is nothing to do. */
async function findPerson(request: Request, context: Dependencies) {
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  const account = session && (await getAccount(context.sql, session.userId));
  if (!account || account.emailVerified || !context.mail.canSend) return null;
  const { userId, email, credentialVersion } = account;
  return { owner: { userId, credentialVersion }, session, email };
}

const continueOf = ({ id }: Interaction): string => routes.authorizeContinue(id);

/** To the dispatcher, which knows what is next: a double click leads there, too. */
const leave = (request: Request, interaction: Interaction) =>
  request.redirect(continueOf(interaction), 303);

interface Shown {
  interaction: Interaction;
  browser: Browser;
  email: string;
}

async function respondAsk(
  request: Request,
  { interaction, browser, email, problem }: Shown & { problem?: TextKey },
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const page = askAddressPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email },
    ...{ message: 'verify_address.address', submit: 'verify_address.submit' },
    error: problem && view.t(problem),
    action: routes.verifyAddress(interaction.id),
    back: { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' },
  });
  return respondStep(request, interaction, page, { status: problem ? 403 : 200 });
}

async function respondType(
  request: Request,
  { interaction, browser, email, left }: Shown & { left?: number },
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const page = typeCodePage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, left },
    ...{ message: 'verify_address.code', characters: 'digits', length: 6 },
    action: routes.verifyAddressCode(interaction.id),
    again: `${routes.verifyAddress(interaction.id)}?again=yes`,
  });
  return respondStep(request, interaction, page, { status: left === undefined ? 200 : 403 });
}

/** The person has the mailbox, so that it tells nothing to strangers. */
async function respondTaken(
  request: Request,
  { interaction, email }: Pick<Shown, 'interaction' | 'email'>,
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const page = messagePage(view, {
    ...{ message: 'verify_address.taken', values: { email } },
    action: { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' },
  });
  return respondStep(request, interaction, page, { status: 403 });
}
