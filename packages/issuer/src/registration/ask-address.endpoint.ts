import type { Context as Request } from 'hono';
import { isDenied } from '../abuse/domain-rules.ts';
import { checkBeforeMail, showCheck } from '../abuse/person-check.endpoint.ts';
import { respondUnchecked } from '../abuse/respond-unchecked.endpoint.ts';
import type { Browser } from '../http/browser.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { askAddressPage } from '../one-time-codes/ask-address.page.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { addressProblems } from '../pages/address-problems.ts';
import { letsIn } from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import { readAddress } from '../runtime/email-address.ts';
import { sendToProvider } from '../sign-in-policy/send-to-provider.endpoint.ts';
import { sendRegistrationMail } from './send-registration-mail.service.ts';
import { arrive, openPolicy, type RegistrationContext } from './step.endpoint.ts';

/** `GET /register/{interaction}` */
export const showRegister = (context: RegistrationContext) => async (request: Request) => {
  const { interaction, browser } = await arrive(request, context);
  const policy = await openPolicy(context);
  if (!policy) return request.redirect(routes.signIn(interaction.id), 303);
  const signIn = { id: interaction.id, browser };
  const sent = await findInSignIn(context.sql, { purpose: 'verify-address', signIn }, context);
  const email = sent?.email ?? interaction.parameters.loginHint ?? '';
  const shown = { interaction, browser, email };
  if (sent?.provenAt && !letsIn(policy, email)) {
    return respondAsk(request, { ...shown, domains: policy.domains }, context);
  }
  const isOver = request.req.query('over') !== undefined;
  return respondAsk(request, { ...shown, isOver }, context);
};

/** `POST /register/{interaction}`: the same answer, whether or not the address has an account. */
export const submitRegister = (context: RegistrationContext) => async (request: Request) => {
  const step = await readStepForm(request, ['email'], context);
  if (!step) return request.redirect(routes.register(interactionOf(request)), 303);
  const { form, browser, interaction } = step;
  const policy = await openPolicy(context);
  if (!policy) return request.redirect(routes.signIn(interaction.id), 303);
  const shown = { interaction, browser, email: form.email ?? '' };
  const read = readAddress(shown.email);
  if (!read.ok) return respondAsk(request, { ...shown, problem: read.reason }, context);
  const elsewhere = await sendToProvider(request, interaction, read.address, context);
  if (elsewhere) return elsewhere;
  if (!letsIn(policy, read.address)) {
    return respondAsk(request, { ...shown, domains: policy.domains }, context);
  }
  if (isDenied(read.address, context.settings.abuse?.domains)) {
    return respondAsk(request, { ...shown, isDenied: true }, context);
  }
  const place = { purpose, interaction: interaction.id, subject: read.address } as const;
  const check = await checkBeforeMail(request, place, context);
  if (!check.go) {
    const again = () => respondAsk(request, { ...shown, isUnchecked: true }, context);
    const [here, next] = [routes.register(interaction.id), routes.registerCode(interaction.id)];
    return respondUnchecked(request, check, { interaction, here, next, again }, context);
  }
  const { tag: language } = await viewOfStep(request, interaction, context);
  const signIn = { id: interaction.id, browser };
  const network = context.callers.network(request);
  const sent = await sendRegistrationMail(
    { email: read.address, signIn, network, language },
    context,
  );
  if (sent.sent) return request.redirect(routes.registerCode(interaction.id), 303);
  const back = routes.registerCode(interaction.id);
  return respondLimited(
    request,
    { interaction, message: 'mail.limited', retryAfter: sent.retryAfter, back },
    context,
  );
};

interface Asked {
  interaction: Interaction;
  browser: Browser;
  email: string;
  isOver?: boolean;
  problem?: keyof typeof addressProblems;
  /** Those that may register, where the one of the address may not. */
  domains?: readonly string[];
  isDenied?: boolean;
  isUnchecked?: boolean;
}

const purpose = 'registration';

async function respondAsk(
  request: Request,
  { interaction, browser, email, isOver, problem, domains, isDenied, isUnchecked }: Asked,
  context: RegistrationContext,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const listed = domains && new Intl.ListFormat(view.tag, { type: 'disjunction' }).format(domains);
  const error = problem
    ? view.t(addressProblems[problem])
    : isDenied
      ? view.t('address.denied')
      : listed && view.t('register.domains', { domains: listed });
  const page = askAddressPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, isOver, isUnchecked, error },
    check: showCheck(request, { purpose, interaction: interaction.id }, context),
    ...{ message: 'register.address', submit: 'action.continue' },
    action: routes.register(interaction.id),
    back: { href: routes.signIn(interaction.id), label: 'register.have_account' },
  });
  return respondStep(request, interaction, page, {
    status: error === undefined && !isUnchecked ? 200 : 403,
  });
}
