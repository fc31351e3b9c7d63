import type { Context as Request } from 'hono';
import { deviceOf } from '../abuse/known-device.endpoint.ts';
import { finishByCode } from '../email-sign-in/finish-sign-in.service.ts';
import type { Browser } from '../http/browser.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { isProvenBy, openOrRestart } from '../interactions/interactions.service.ts';
import { noteRefusal } from '../interactions/refused-sign-in.endpoint.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { formOf, isWornOut, type OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { typeCodePage } from '../one-time-codes/type-code.page.ts';
import { routes } from '../routes.ts';
import { confirmMailboxPage } from './confirm-mailbox.page.ts';
import type { FactorsRow } from './factors.store.ts';
import { factorsOf } from './other-factors.ts';
import { sendFactorCode } from './send-factor-code.service.ts';
import { canBeSentCode, type FactorContext, personOf } from './step.endpoint.ts';

/** The same code that people sign in with: that it was typed is a proof of the same kind. */
const purpose = 'email-code';

/** `GET /confirm-mailbox/{interaction}`: where to type what was sent, or a button that sends it. */
export const showConfirmMailbox = (context: FactorContext) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const { browser } = visitor;
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  const person = await ownerOf(request, interaction, context);
  if (!person) return leave(request, interaction);
  const signIn = { id: interaction.id, browser };
  const sent = await findInSignIn(context.sql, { purpose, signIn }, context);
  const isOver = sent ? isWornOut(sent) : request.req.query('over') !== undefined;
  const again = request.req.query('again') !== undefined;
  // One that was sent to another address is not for this.
  if (sent?.owner?.userId === person.userId && !isOver && !again) {
    return respondType(request, { interaction, browser, code: sent }, context);
  }
  const { id } = interaction;
  const view = await viewOfStep(request, interaction, context, { here: routes.confirmMailbox(id) });
  const page = confirmMailboxPage(view, {
    ...{ interaction: id, csrf: browser.csrf, email: person.email, isOver },
    action: routes.confirmMailbox(id),
  });
  return respondStep(request, interaction, page);
};

/** `POST /confirm-mailbox/{interaction}`: sends a code to the address of the account. */
export const sendMailboxCode = (context: FactorContext) => async (request: Request) => {
  const here = routes.confirmMailbox(interactionOf(request));
  const step = await readStepForm(request, [], context);
  if (!step) return request.redirect(here, 303);
  const { browser, interaction } = step;
  const person = await ownerOf(request, interaction, context);
  if (!person) return leave(request, interaction);
  const { tag: language } = await viewOfStep(request, interaction, context);
  const asked = {
    ...{ person, signIn: { id: interaction.id, browser }, language },
    network: context.callers.network(request),
    fromOwner: deviceOf(request, person.email, context) !== null,
  };
  const sent = await sendFactorCode(asked, context);
  if (sent.sent) return request.redirect(here, 303);
  const { retryAfter } = sent;
  const limited = { interaction, message: 'mail.limited', retryAfter, back: here } as const;
  return respondLimited(request, limited, context);
};

/** `POST /confirm-mailbox/{interaction}/check` */
export const checkMailboxCode = (context: FactorContext) => async (request: Request) => {
  const here = routes.confirmMailbox(interactionOf(request));
  const step = await readStepForm(request, ['code'], context);
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  const person = await ownerOf(request, interaction, context);
  if (!person) return leave(request, interaction);
  const signIn = { id: interaction.id, browser };
  const typed = await finishByCode(purpose, { signIn, typed: form.code ?? '' }, context);
  if (typed.result === 'right') return leave(request, interaction);
  if (typed.result === 'none') {
    // The second press of a double click finds it used by the first.
    const isDone = await isProvenBy('email_code', signIn, context);
    return isDone ? leave(request, interaction) : request.redirect(`${here}?over=yes`, 303);
  }
  const { code } = typed;
  const refusal = { client: interaction.parameters.clientId, user: person.userId };
  noteRefusal(request, { ...refusal, reason: 'wrong code' }, context);
  if (code.attemptsLeft === 0) return request.redirect(`${here}?over=yes`, 303);
  const shown = { interaction, browser, code, left: code.attemptsLeft };
  return respondType(request, shown, context);
};

/** The person of this sign-in, where they can be sent a code; null where there is nothing to do here. */
async function ownerOf(
  request: Request,
  interaction: Interaction,
  context: FactorContext,
): Promise<FactorsRow | null> {
  const person = await personOf(request, interaction, context);
  if (!person || !canBeSentCode(person, context)) return null;
  // One may have been set up in another tab meanwhile.
  const hasFactor = factorsOf(person).some((factor) => factor !== 'recovery_code');
  return hasFactor ? null : person;
}

/** To the dispatcher, which knows what is next. */
const leave = (request: Request, { id }: Interaction) =>
  request.redirect(routes.authorizeContinue(id), 303);

interface Shown {
  interaction: Interaction;
  browser: Browser;
  code: Pick<OneTimeCode, 'email' | 'isLong'>;
  left?: number;
}

async function respondType(
  request: Request,
  { interaction, browser, code: { email, isLong }, left }: Shown,
  context: FactorContext,
): Promise<Response> {
  const { id } = interaction;
  const here = routes.confirmMailbox(id);
  const { alphabet: characters, length } = formOf(purpose, isLong);
  const view = await viewOfStep(request, interaction, context, { here });
  const page = typeCodePage(view, {
    ...{ interaction: id, csrf: browser.csrf, email, left, characters, length },
    ...{ message: 'confirm_mailbox.code', action: routes.checkMailbox(id) },
    again: `${here}?again=yes`,
  });
  return respondStep(request, interaction, page, { status: left === undefined ? 200 : 403 });
}
