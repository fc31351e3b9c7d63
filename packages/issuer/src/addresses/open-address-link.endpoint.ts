import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import { type Browser, isFromBrowser, knownBrowser } from '../http/browser.ts';
import { cookieOf } from '../http/cookies.ts';
import { respondHtml } from '../http/html.ts';
import { codeOfSecret } from '../one-time-codes/code-text.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { findByLink, isFromHere } from '../one-time-codes/one-time-codes.service.ts';
import { respondDeadLink } from '../one-time-codes/respond-dead-link.endpoint.ts';
import { showCodePage } from '../one-time-codes/show-code.page.ts';
import { messagePage } from '../pages/message.page.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import { routes } from '../routes.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import { openAddressPage } from './open-address.page.ts';
import { placeOfSession } from './place.ts';
import { proveByLink } from './prove-address.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'appearance' | 'mail' | 'changes'
>;

/**
 * `GET /verify-address?secret=…`, which uses nothing: scanners of mails open links, too. In another browser
 * than it was asked for in, it shows the code to be typed there.
 */
export const showAddressLink = (context: Dependencies) => async (request: Request) => {
  const { secret = '', sign_in: interaction } = request.req.query();
  const code = await findByLink(context.sql, { purpose: 'add-address', secret }, context);
  if (!code) return respondDeadLink(request, context);
  const view = await viewOf(request, context, { here: null });
  const browser = knownBrowser(request, context);
  if (!browser || !(await askedIn(request, code, { browser, interaction }, context))) {
    const typed = codeOfSecret(code, secret, context.secrets.oneTimeCodes);
    return respondHtml(request, showCodePage(view, typed));
  }
  const page = openAddressPage(view, {
    ...{ action: routes.openAddress(), csrf: browser.csrf, secret, email: code.email, interaction },
  });
  return respondHtml(request, page);
};

/** `POST /verify-address`, with the secret in the body. */
export const useAddressLink = (context: Dependencies) => async (request: Request) => {
  const form = (await readForm(request)).read(['csrf', 'secret', 'sign_in']);
  const { secret = '', sign_in: interaction } = form;
  const browser = knownBrowser(request, context);
  if (!isFromBrowser(form, browser)) {
    return request.redirect(routes.openAddress(secret, interaction), 303);
  }
  const code = await findByLink(context.sql, { purpose: 'add-address', secret }, context);
  const session = code && (await askedIn(request, code, { browser, interaction }, context));
  if (!session || !code.owner) return respondDeadLink(request, context);
  const { result } = await proveByLink({ ...code, owner: code.owner }, session, context);
  if (result === 'none') return respondDeadLink(request, context);
  if (result === 'taken') {
    const view = await viewOf(request, context, { here: null });
    const message = { message: 'verify_address.taken', values: { email: code.email } } as const;
    return respondHtml(request, messagePage(view, message), { status: 403 });
  }
  const next = interaction
    ? routes.authorizeContinue(interaction)
    : routes.accountSection('addresses');
  return request.redirect(next, 303);
};

/**
 * The session of the person who asked for it, where that was in this browser: in this sign-in, or on the
 * account's page; null otherwise.
 */
async function askedIn(
  request: Request,
  code: OneTimeCode,
  { browser, interaction }: { browser: Browser; interaction: string | undefined },
  context: Dependencies,
): Promise<Session | null> {
  const session = await currentSession(cookieOf(request, 'sp_sso'), context);
  if (session?.userId !== code.owner?.userId) return null;
  const place =
    interaction === undefined
      ? session && placeOfSession(session, browser)
      : { id: interaction, browser };
  return place && isFromHere(code, place) ? session : null;
}
