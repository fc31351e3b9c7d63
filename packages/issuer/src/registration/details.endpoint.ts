import type { Context as Request } from 'hono';
import { isDisabledAddress } from '../directory/users/accounts.service.ts';
import type { Browser } from '../http/browser.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { hasProofs } from '../interactions/interactions.service.ts';
import { interactionOf, readStepForm } from '../interactions/step-form.endpoint.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { findInSignIn, findUsedInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { messagePage } from '../pages/message.page.ts';
import type { PersonFields } from '../pages/parts/person-fields.ts';
import { termsFields } from '../pages/parts/terms-field.ts';
import type { PasswordProblemCode } from '../pages/password-problems.ts';
import { checkNewPassword, minimumLength } from '../passwords/check-new-password.service.ts';
import { personInputs } from '../profile/inputs.ts';
import { type AskedField, formNames } from '../profile/profile-form.ts';
import { timeZones } from '../profile/values.ts';
import { letsIn, type RegistrationPolicy } from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import { isOffered } from '../sign-in-policy/offered-ways.service.ts';
import { readAskedFields } from './asked-fields.service.ts';
import { detailsPage } from './details.page.ts';
import { joinWaitingList } from './invitations/waiting-list.service.ts';
import { readProfile } from './profile-form.ts';
import { register } from './register.service.ts';
import { findSent, openPolicy, type RegistrationContext } from './step.endpoint.ts';

/** `GET /register/{interaction}/details` */
export const showDetails = (context: RegistrationContext) => async (request: Request) => {
  const { interaction, browser, code } = await findSent(request, context);
  const policy = await openPolicy(context);
  if (!policy) return request.redirect(routes.signIn(interaction.id), 303);
  if (!code?.provenAt) return request.redirect(routes.registerCode(interaction.id), 303);
  // It says which addresses may register.
  if (!letsIn(policy, code.email)) return request.redirect(routes.register(interaction.id), 303);
  const asked = await askedOf(policy, context);
  const shown = { interaction, browser, email: code.email, policy, asked };
  return respondDetails(request, shown, context);
};

/** `POST /register/{interaction}/details` */
export const submitDetails = (context: RegistrationContext) => async (request: Request) => {
  const here = routes.registerDetails(interactionOf(request));
  const policy = await openPolicy(context);
  const asked = await askedOf(policy, context);
  const step = await readStepForm(
    request,
    ['password', ...termsFields, ...formNames(asked)],
    context,
  );
  if (!step) return request.redirect(here, 303);
  const { form, browser, interaction } = step;
  if (!policy) return request.redirect(routes.signIn(interaction.id), 303);
  const signIn = { id: interaction.id, browser };
  const code = await findInSignIn(context.sql, { purpose: 'verify-address', signIn }, context);
  const waits = policy.mode === 'waiting_list';
  if (!code?.provenAt) return repeat(request, { interaction, browser, waits }, context);
  const { email } = code;
  if (!letsIn(policy, email)) return request.redirect(routes.register(interaction.id), 303);
  const { name, profile, problems } = readProfile(form, { ...policy, asked }, context.clock.now());
  const asksPassword = !waits && (await isOffered('password', interaction, context));
  const password = asksPassword ? (form['password'] ?? '') : null;
  const problem =
    password === null ? null : await checkNewPassword(password, { email, name }, context);
  if (problem || Object.keys(problems).length > 0) {
    const shown = { interaction, browser, email, policy, asked, form, problems };
    return respondDetails(request, { ...shown, password: problem?.code }, context);
  }
  const view = await viewOfStep(request, interaction, context);
  const language = view.tag;
  if (waits) {
    const listed = await joinWaitingList({ name, language }, code, context);
    return listed
      ? respondWaiting(request, { interaction, email }, context)
      : repeat(request, { interaction, browser, waits }, context);
  }
  const person = { name, profile, password, language };
  const registered = await register(person, code, signIn, policy, context);
  if (registered.result !== 'taken') {
    return request.redirect(routes.authorizeContinue(interaction.id), 303);
  }
  // The person has proved the address, and so may learn about its account.
  const message = (await isDisabledAddress(context.sql, email))
    ? ({ message: 'error.disabled' } as const)
    : ({ message: 'register.taken', values: { email } } as const);
  const action = { href: routes.signIn(interaction.id), label: 'action.back_to_sign_in' } as const;
  return respondStep(request, interaction, messagePage(view, { ...message, action }));
};

/**
 * For a form that comes when its code is used up: the second press of a double click finds what the first
 * has done.
 */
async function repeat(
  request: Request,
  { interaction, browser, waits }: Pick<Shown, 'interaction' | 'browser'> & { waits: boolean },
  context: RegistrationContext,
): Promise<Response> {
  const { id } = interaction;
  const signIn = { id, browser };
  const used = waits
    ? await findUsedInSignIn(context.sql, { purpose: 'verify-address', signIn })
    : null;
  if (used) return respondWaiting(request, { interaction, email: used.email }, context);
  const isProven = await hasProofs(browser, id, context);
  return request.redirect((isProven ? routes.authorizeContinue : routes.registerCode)(id), 303);
}

async function respondWaiting(
  request: Request,
  { interaction, email }: Pick<Shown, 'interaction' | 'email'>,
  context: RegistrationContext,
): Promise<Response> {
  const view = await viewOfStep(request, interaction, context);
  const message = { message: 'register.waiting', values: { email }, sign: 'success' } as const;
  return respondStep(request, interaction, messagePage(view, message));
}

interface Shown {
  interaction: Interaction;
  browser: Browser;
  email: string;
  policy: RegistrationPolicy;
  asked: readonly AskedField[];
  form?: PersonFields['values'];
  problems?: PersonFields['problems'];
  password?: PasswordProblemCode | undefined;
}

async function respondDetails(
  request: Request,
  { interaction, browser, email, policy, asked, form = {}, problems = {}, password }: Shown,
  context: RegistrationContext,
): Promise<Response> {
  const waits = policy.mode === 'waiting_list';
  const asksPassword = !waits && (await isOffered('password', interaction, context));
  const view = await viewOfStep(request, interaction, context);
  const page = detailsPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, waits, problems, values: form },
    action: routes.registerDetails(interaction.id),
    fields: personInputs(asked, view.tag),
    timeZones,
    terms: policy.terms,
    password: asksPassword ? { minimum: await minimumLength(context), problem: password } : null,
  });
  const isRefused = password !== undefined || Object.keys(problems).length > 0;
  return respondStep(request, interaction, page, { status: isRefused ? 403 : 200 });
}

/** People who wait for their turn are asked for the rest when they have it. */
const askedOf = async (policy: RegistrationPolicy | null, context: RegistrationContext) =>
  policy && policy.mode !== 'waiting_list' ? readAskedFields(policy, context) : [];
