import type { Context as Request } from 'hono';
import { deviceOf } from '../abuse/known-device.endpoint.ts';
import { checkBeforeMail, showCheck } from '../abuse/person-check.endpoint.ts';
import { respondUnchecked } from '../abuse/respond-unchecked.endpoint.ts';
import type { Context } from '../context.ts';
import type { Browser } from '../http/browser.ts';
import { visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openOrRestart } from '../interactions/interactions.service.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { askAddressPage } from '../one-time-codes/ask-address.page.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { addressProblems } from '../pages/address-problems.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import { readAddress } from '../runtime/email-address.ts';
import { isOffered } from '../sign-in-policy/offered-ways.service.ts';
import { sendToProvider } from '../sign-in-policy/send-to-provider.endpoint.ts';
import { sendResetMail } from './reset-password.service.ts';

type Dependencies = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'rates'
  | 'callers'
  | 'appearance'
  | 'clients'
  | 'mail'
  | 'thinned'
>;

/** `GET /forgot-password/{interaction}` */
export const showForgotPassword = (context: Dependencies) => async (request: Request) => {
  const visitor = visitorOf(request, context);
  const { browser } = visitor;
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  if (!(await canReset(interaction, context))) {
    return request.redirect(routes.signIn(interaction.id), 303);
  }
  const signIn = { id: interaction.id, browser };
  const sent = await findInSignIn(context.sql, { purpose: 'reset-password', signIn }, context);
  if (sent && request.req.query('sent') !== undefined) {
    const view = await viewOfStep(request, interaction, context);
    const page = messagePage(view, {
      message: 'forgot_password.sent',
      values: { email: sent.email },
      sign: 'mail',
      action: { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' },
      underway: { interaction: interaction.id, csrf: browser.csrf },
    });
    return respondStep(request, interaction, page);
  }
  const email = interaction.parameters.loginHint ?? '';
  return respondAsk(request, { interaction, browser, email }, context);
};

/** `POST /forgot-password/{interaction}`: the same answer, whether or not the address has an account. */
export const submitForgotPassword = (context: Dependencies) => async (request: Request) => {
  const here = routes.forgotPassword(interactionOf(request));
  const step = await readStepForm(request, ['email'], context);
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  if (!(await canReset(interaction, context))) {
    return request.redirect(routes.signIn(interaction.id), 303);
  }
  const email = form.email ?? '';
  const read = readAddress(email);
  if (!read.ok) {
    return respondAsk(request, { interaction, browser, email, problem: read.reason }, context);
  }
  const elsewhere = await sendToProvider(request, interaction, read.address, context);
  if (elsewhere) return elsewhere;
  const place = { purpose, interaction: interaction.id, subject: read.address } as const;
  const check = await checkBeforeMail(request, place, context);
  if (!check.go) {
    const again = () =>
      respondAsk(request, { interaction, browser, email, isUnchecked: true }, context);
    const next = `${here}?sent=yes`;
    return respondUnchecked(request, check, { interaction, here, next, again }, context);
  }
  const { tag: language } = await viewOfStep(request, interaction, context);
  const signIn = { id: interaction.id, browser };
  const network = context.callers.network(request);
  const fromOwner = deviceOf(request, read.address, context) !== null;
  const asked = { email: read.address, signIn, network, fromOwner, language };
  const sent = await sendResetMail(asked, context);
  if (sent.sent) return request.redirect(`${here}?sent=yes`, 303);
  return respondLimited(
    request,
    { interaction, message: 'mail.limited', retryAfter: sent.retryAfter, back: here },
    context,
  );
};

const canReset = async (interaction: Interaction, context: Dependencies): Promise<boolean> =>
  context.mail.canSend && (await isOffered('password', interaction, context));

interface Asked {
  interaction: Interaction;
  browser: Browser;
  email: string;
  problem?: keyof typeof addressProblems;
  isUnchecked?: boolean;
}

const purpose = 'forgotten_password';

async function respondAsk(
  request: Request,
  { interaction, browser, email, problem, isUnchecked }: Asked,
  context: Dependencies,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const page = askAddressPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, isUnchecked },
    check: showCheck(request, { purpose, interaction: interaction.id }, context),
    ...{ message: 'forgot_password.address', submit: 'forgot_password.submit' },
    error: problem && view.t(addressProblems[problem]),
    action: routes.forgotPassword(interaction.id),
    back: { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' },
  });
  return respondStep(request, interaction, page, { status: problem || isUnchecked ? 403 : 200 });
}
