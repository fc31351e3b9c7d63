import type { Context as Request } from 'hono';
import { deviceOf } from '../abuse/known-device.endpoint.ts';
import { checkBeforeMail, isCheckDueForMail, showCheck } from '../abuse/person-check.endpoint.ts';
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
import { isWornOut } from '../one-time-codes/one-time-code.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { addressProblems } from '../pages/address-problems.ts';
import { routes } from '../routes.ts';
import { readAddress } from '../runtime/email-address.ts';
import { isOffered } from '../sign-in-policy/offered-ways.service.ts';
import { sendToProvider } from '../sign-in-policy/send-to-provider.endpoint.ts';
import { type MailedWay, mailedWays } from './mailed-ways.ts';
import { respondTypeCode } from './respond-type-code.endpoint.ts';
import { sendSignInMail } from './send-sign-in-mail.service.ts';

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

const purpose = 'email_sign_in';
/** In the query where the form of a page with a check is sent to, and not one of the sign-in page. */
const checked = 'checked';

/** `GET /email-code/{interaction}`, `GET /magic-link/{interaction}`: where to type what was sent, or asks for an address. */
export const showMailedWay =
  (way: MailedWay, context: Dependencies) => async (request: Request) => {
    const visitor = visitorOf(request, context);
    const { browser } = visitor;
    const interaction = await openOrRestart(visitor, interactionOf(request), context);
    if (!(await isOffered(mailedWays[way].method, interaction, context))) {
      return request.redirect(routes.signIn(interaction.id), 303);
    }
    const signIn = { id: interaction.id, browser };
    const sent = await findInSignIn(context.sql, { purpose: way, signIn }, context);
    const again = request.req.query('again') !== undefined;
    const isOver = sent ? isWornOut(sent) : request.req.query('over') !== undefined;
    if (sent && !isOver && !again) {
      return respondTypeCode(request, { way, interaction, browser, code: sent }, context);
    }
    const email = sent?.email ?? interaction.parameters.loginHint ?? '';
    return respondAsk(request, { way, interaction, browser, email, isOver }, context);
  };

/** `POST` of the same: sends it to an address. */
export const sendMailedWay =
  (way: MailedWay, context: Dependencies) => async (request: Request) => {
    const here = mailedWays[way].page(interactionOf(request));
    const step = await readStepForm(request, ['email'], context);
    if (!step) return request.redirect(here, 303);
    const { form, browser, interaction } = step;
    if (!(await isOffered(mailedWays[way].method, interaction, context))) {
      return request.redirect(routes.signIn(interaction.id), 303);
    }
    const read = readAddress(form.email ?? '');
    if (!read.ok) {
      const asked = { way, interaction, browser, email: form.email ?? '' };
      return respondAsk(request, { ...asked, problem: read.reason }, context);
    }
    const elsewhere = await sendToProvider(request, interaction, read.address, context);
    if (elsewhere) return elsewhere;
    const fromOwner = deviceOf(request, read.address, context) !== null;
    const asking = { way, interaction, browser, email: read.address };
    if (!fromOwner && request.req.query(checked) === undefined) {
      if (await isCheckDueForMail(request, context)) return respondAsk(request, asking, context);
    } else if (!fromOwner) {
      const place = { purpose, interaction: interaction.id, subject: read.address } as const;
      const check = await checkBeforeMail(request, place, context);
      if (!check.go) {
        const again = () => respondAsk(request, { ...asking, isUnchecked: true }, context);
        return respondUnchecked(request, check, { interaction, here, next: here, again }, context);
      }
    }
    const { tag: language } = await viewOfStep(request, interaction, context);
    const network = context.callers.network(request);
    const signIn = { id: interaction.id, browser };
    const asked = { email: read.address, signIn, network, fromOwner, language };
    const sent = await sendSignInMail(way, asked, context);
    if (sent.sent) return request.redirect(here, 303);
    return respondLimited(
      request,
      { interaction, message: 'mail.limited', retryAfter: sent.retryAfter, back: here },
      context,
    );
  };

interface Asked {
  way: MailedWay;
  interaction: Interaction;
  browser: Browser;
  email: string;
  isOver?: boolean;
  problem?: keyof typeof addressProblems;
  isUnchecked?: boolean;
}

async function respondAsk(
  request: Request,
  { way, interaction, browser, email, isOver, problem, isUnchecked }: Asked,
  context: Dependencies,
): Promise<Response> {
  const { page, address } = mailedWays[way];
  const here = page(interaction.id);
  const view = await viewOfStep(request, interaction, context, { here });
  const shown = askAddressPage(view, {
    ...{ interaction: interaction.id, csrf: browser.csrf, email, isOver, isUnchecked },
    check: showCheck(request, { purpose, interaction: interaction.id }, context),
    action: `${here}?${checked}=yes`,
    ...{ message: address, submit: 'action.continue' },
    error: problem && view.t(addressProblems[problem]),
    back: { href: routes.signIn(interaction.id), label: 'action.other_way' },
  });
  return respondStep(request, interaction, shown, { status: problem || isUnchecked ? 403 : 200 });
}
