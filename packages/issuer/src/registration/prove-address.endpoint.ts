import type { Context as Request } from 'hono';
import { recordAudit } from '../audit/audit.service.ts';
import { knownBrowser } from '../http/browser.ts';
import { respondHtml } from '../http/html.ts';
import { openInteraction } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { clientNameIn, respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { codeOfSecret } from '../one-time-codes/code-text.ts';
import { formOf, isWornOut, type OneTimeCode } from '../one-time-codes/one-time-code.ts';
import {
  findByLink,
  isFromHere,
  noteProven,
  typeCode,
} from '../one-time-codes/one-time-codes.service.ts';
import { openLinkPage } from '../one-time-codes/open-link.page.ts';
import { respondDeadLink } from '../one-time-codes/respond-dead-link.endpoint.ts';
import { showCodePage } from '../one-time-codes/show-code.page.ts';
import { typeCodePage } from '../one-time-codes/type-code.page.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import { findSent, type RegistrationContext } from './step.endpoint.ts';

/** `GET /register/{interaction}/code` */
export const showRegisterCode = (context: RegistrationContext) => async (request: Request) => {
  const { interaction, browser, code } = await findSent(request, context);
  const isOver = code ? isWornOut(code) : request.req.query('over') !== undefined;
  if (isOver) return request.redirect(over(interaction.id), 303);
  if (!code) return request.redirect(routes.register(interaction.id), 303);
  if (code.provenAt) return request.redirect(routes.registerDetails(interaction.id), 303);
  return respondType(request, { interaction, browser, code }, context);
};

/** `POST /register/{interaction}/code` */
export const submitRegisterCode = (context: RegistrationContext) => async (request: Request) => {
  const here = routes.registerCode(interactionOf(request));
  const step = await readStepForm(request, ['code'], context);
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  const attempt = {
    purpose: 'verify-address',
    signIn: { id: interaction.id, browser },
    typed: form.code ?? '',
  } as const;
  const typed = await typeCode(context.sql, attempt, 'keep', context);
  // Proved before, or of no use any more: the page knows.
  if (typed.result === 'none') return request.redirect(`${here}?over=yes`, 303);
  if (typed.result === 'right') {
    return request.redirect(routes.registerDetails(interaction.id), 303);
  }
  await recordAudit(context.sql, {
    at: context.clock.now(),
    action: 'code.refuse',
    actor: 'anonymous',
    subjects: [],
    detail: { purpose: 'verify-address' },
  });
  const { code } = typed;
  const left = code.attemptsLeft;
  if (left === 0) return request.redirect(over(interaction.id), 303);
  return respondType(request, { interaction, browser, code, left }, context);
};

/** Where another one is asked for, and told why. */
const over = (interaction: string): string => `${routes.register(interaction)}?over=yes`;

/** `GET /register/{interaction}/open?secret=…`, which uses nothing, as that of a link to sign in. */
export const showRegisterLink = (context: RegistrationContext) => async (request: Request) => {
  const secret = request.req.query('secret') ?? '';
  const code = await findByLink(context.sql, { purpose: 'verify-address', secret }, context);
  if (!code) return respondDeadLink(request, context);
  const browser = knownBrowser(request, context);
  const id = interactionOf(request);
  if (!isFromHere(code, { id, browser }) || browser === null) {
    if (isWornOut(code)) return respondDeadLink(request, context);
    const view = await viewOf(request, context);
    const typed = codeOfSecret(code, secret, context.secrets.oneTimeCodes);
    return respondHtml(request, showCodePage(view, typed));
  }
  const interaction = await openInteraction(browser, id, context);
  const view = await viewOfStep(request, interaction, context);
  const page = openLinkPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, secret },
    ...{ title: 'register.open', clientName: clientNameIn(view, interaction) },
    action: routes.openRegistration(interaction.id),
  });
  return respondStep(request, interaction, page);
};

/** `POST` of the same, with the secret in the body. */
export const useRegisterLink = (context: RegistrationContext) => async (request: Request) => {
  const step = await readStepForm(request, ['secret'], context);
  if (!step) return respondDeadLink(request, context);
  const { form, browser, interaction } = step;
  const secret = form.secret ?? '';
  const signIn = { id: interaction.id, browser };
  const code = await findByLink(context.sql, { purpose: 'verify-address', secret }, context);
  if (!code || !isFromHere(code, signIn) || !(await noteProven(context.sql, code, context))) {
    return respondDeadLink(request, context);
  }
  return request.redirect(routes.registerDetails(interaction.id), 303);
};

interface Sent extends Pick<Awaited<ReturnType<typeof findSent>>, 'interaction' | 'browser'> {
  code: OneTimeCode;
  left?: number;
}

async function respondType(
  request: Request,
  { interaction, browser, code: { email, isLong }, left }: Sent,
  context: RegistrationContext,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const { alphabet: characters, length } = formOf('verify-address', isLong);
  const page = typeCodePage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, left },
    ...{ message: 'register.code', characters, length },
    action: routes.registerCode(interaction.id),
    again: routes.register(interaction.id),
  });
  return respondStep(request, interaction, page, { status: left === undefined ? 200 : 403 });
}
