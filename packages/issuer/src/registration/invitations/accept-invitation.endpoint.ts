import type { Context as Request } from 'hono';
import type { Context } from '../../context.ts';
import { readForm } from '../../http/body.ts';
import { type Browser, ensureBrowser, isFromBrowser, knownBrowser } from '../../http/browser.ts';
import { respondHtml } from '../../http/html.ts';
import { isUsedLink } from '../../one-time-codes/one-time-codes.service.ts';
import { respondDeadLink } from '../../one-time-codes/respond-dead-link.endpoint.ts';
import { messagePage } from '../../pages/message.page.ts';
import type { PersonFields } from '../../pages/parts/person-fields.ts';
import { termsFields } from '../../pages/parts/terms-field.ts';
import type { PasswordProblemCode } from '../../pages/password-problems.ts';
import { viewOf } from '../../pages/view.endpoint.ts';
import { checkNewPassword, minimumLength } from '../../passwords/check-new-password.service.ts';
import { personInputs } from '../../profile/inputs.ts';
import { formNames } from '../../profile/profile-form.ts';
import { timeZones } from '../../profile/values.ts';
import { routes } from '../../routes.ts';
import { takesPasswords } from '../../sign-in-policy/offered-ways.service.ts';
import { readAskedFields } from '../asked-fields.service.ts';
import { readProfile } from '../profile-form.ts';
import { acceptInvitationPage } from './accept-invitation.page.ts';
import {
  acceptInvitation,
  findInvitation,
  type OpenInvitation,
} from './accept-invitation.service.ts';
import { applicationOf } from './application-of.service.ts';
import type { Invitation } from './invitation.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'log' | 'changes' | 'appearance' | 'clients'
>;

/** `GET /invitation?secret=…`, which uses nothing: scanners of mails open links, too. */
export const showInvitation = (context: Dependencies) => async (request: Request) => {
  const secret = request.req.query('secret') ?? '';
  const open = await findInvitation(secret, context);
  if (!open) return respondOver(request, secret, context);
  if (open.account === 'disabled') return respondDisabled(request, context);
  const browser = ensureBrowser(request, context);
  const { name } = open.invitation;
  const values = name === null ? {} : { name };
  return respondInvitation(request, { open, secret, browser, values }, context);
};

/** `POST /invitation` */
export const submitInvitation = (context: Dependencies) => async (request: Request) => {
  const parameters = await readForm(request);
  const sent = parameters.read(['csrf', 'secret', 'password']);
  const { secret = '', password: typed = '' } = sent;
  const here = routes.acceptInvitation(secret);
  const browser = knownBrowser(request, context);
  if (!isFromBrowser(sent, browser)) return request.redirect(here, 303);
  const open = await findInvitation(secret, context);
  if (!open) return respondOver(request, secret, context);
  if (open.account === 'disabled') return respondDisabled(request, context);
  const { policy, code } = open;
  const hasAccount = open.account === 'active';
  const asked = hasAccount ? [] : await readAskedFields(policy, context);
  const form = parameters.read([...termsFields, ...formNames(asked)]);
  const { name, profile, problems } = readProfile(
    hasAccount ? { ...form, name: '-' } : form,
    { ...policy, asked },
    context.clock.now(),
  );
  const password = !hasAccount && (await takesPasswords(context)) ? typed : null;
  const owner = { email: code.email, name };
  const problem = password === null ? null : await checkNewPassword(password, owner, context);
  if (problem || Object.keys(problems).length > 0) {
    const shown = { open, secret, browser, values: form, problems };
    return respondInvitation(request, { ...shown, password: problem?.code }, context);
  }
  const view = await viewOf(request, context, { here: null });
  const person = hasAccount ? null : { name, profile, password, language: view.tag };
  const accepted = await acceptInvitation(open, person, context);
  if (accepted.result === 'changed') return request.redirect(here, 303);
  if (accepted.result === 'over') return respondOver(request, secret, context);
  return respondDone(request, open.invitation, context);
};

/** A link that was used already: a person who opens it again sees that all is done. */
async function respondOver(
  request: Request,
  secret: string,
  context: Dependencies,
): Promise<Response> {
  const isAccepted = await isUsedLink(context.sql, { purpose: 'invitation', secret }, context);
  return isAccepted
    ? respondDone(request, { client: null, organization: null }, context)
    : respondDeadLink(request, context);
}

async function respondDone(
  request: Request,
  accepted: Pick<Invitation, 'client' | 'organization'>,
  context: Dependencies,
): Promise<Response> {
  const view = await viewOf(request, context, { here: null });
  const application = await applicationOf(accepted, context);
  const page = messagePage(view, {
    message: 'invitation.done',
    sign: 'success',
    action: application
      ? {
          href: application.url,
          label: 'invitation.go_on',
          values: { application: application.name },
        }
      : { href: routes.account, label: 'home.account' },
  });
  return respondHtml(request, page);
}

/** The person has the mail, so that it tells nothing to strangers. */
async function respondDisabled(request: Request, context: Dependencies): Promise<Response> {
  const view = await viewOf(request, context, { here: null });
  return respondHtml(request, messagePage(view, { message: 'error.disabled' }), { status: 403 });
}

interface Shown {
  open: OpenInvitation;
  secret: string;
  browser: Browser;
  values: PersonFields['values'];
  problems?: PersonFields['problems'];
  password?: PasswordProblemCode | undefined;
}

async function respondInvitation(
  request: Request,
  { open, secret, browser, values, problems = {}, password }: Shown,
  context: Dependencies,
): Promise<Response> {
  const { account, code, policy } = open;
  const view = await viewOf(request, context, { here: routes.acceptInvitation(secret) });
  const page = acceptInvitationPage(view, {
    ...{ action: routes.acceptInvitation(), csrf: browser.csrf, secret, email: code.email },
    ...{ hasAccount: account === 'active', values, problems, terms: policy.terms },
    fields: personInputs(await readAskedFields(policy, context), view.tag),
    timeZones,
    password: (await takesPasswords(context))
      ? { minimum: await minimumLength(context), problem: password }
      : null,
  });
  const isRefused = password !== undefined || Object.keys(problems).length > 0;
  return respondHtml(request, page, { status: isRefused ? 403 : 200 });
}
