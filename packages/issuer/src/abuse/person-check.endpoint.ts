import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readForm } from '../http/body.ts';
import type { ShownCheck } from '../pages/parts/person-check.ts';
import type { CheckPurpose } from './captcha.ts';
import {
  admitUnchecked,
  asksFor,
  type CheckResult,
  isCheckDue,
  newCheck,
  takeSolution,
} from './person-check.service.ts';
import { failuresAgainst } from './throttle.service.ts';
import type { PasswordGuesser } from './throttle.ts';

export type CheckContext = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'rates' | 'callers' | 'thinned'
>;

/** What a page shows to tell people from programs; null where the configuration asks for nothing. */
export function showCheck(
  request: Request,
  { purpose, interaction, failures = 0 }: CheckAt & { failures?: number },
  context: CheckContext,
): ShownCheck | null {
  if (!asksFor(purpose, context)) return null;
  const place = { purpose, interaction, network: context.callers.network(request) };
  return newCheck(place, failures, context);
}

interface CheckAt {
  purpose: CheckPurpose;
  /** The id of the interaction. */
  interaction: string;
}

/** Looks at the solution in a form, and uses it up. @param subject what the form is about: the address */
export async function readCheck(
  request: Request,
  at: CheckAt & { subject: string },
  context: CheckContext,
): Promise<CheckResult> {
  const field = context.settings.abuse?.checks.captcha?.field ?? 'work';
  const solution = (await readForm(request)).read([field])[field];
  return takeSolution({ ...at, solution }, context);
}

/** What the sign-in page shows once passwords were wrong; null while there is nothing to ask. */
export async function checkDueAtSignIn(
  request: Request,
  guesser: PasswordGuesser,
  interaction: string,
  context: CheckContext,
): Promise<ShownCheck | null> {
  const after = context.settings.abuse?.checks.signInAfter ?? null;
  if (after === null) return null;
  const failures = await failuresAgainst(guesser, context);
  // Rounded: one that was counted a moment ago is a little less than one.
  if (Math.round(failures) < after) return null;
  return showCheck(request, { purpose: 'sign_in', interaction, failures }, context);
}

/**
 * Whether a mail to sign in is sent only from a page with a check, which the one that asks for it is not: by
 * ordinary sign-ins of a network that is seldom so.
 */
export const isCheckDueForMail = async (
  request: Request,
  context: CheckContext,
): Promise<boolean> =>
  asksFor('email_sign_in', context) && isCheckDue(context.callers.network(request), context);

/** Whether a form that leads to a mail goes on, by its solution or without one. */
export type MailCheck =
  | { go: true }
  /** The same form was sent twice: the first one goes on. */
  | { go: false; because: 'again' }
  | { go: false; because: 'wrong' }
  /** In seconds. */
  | { go: false; because: 'too many'; retryAfter: number };

/** The same for a form that sends a mail. */
export async function checkBeforeMail(
  request: Request,
  at: CheckAt & { subject: string },
  context: CheckContext,
): Promise<MailCheck> {
  if (!asksFor(at.purpose, context)) return { go: true };
  const result = await readCheck(request, at, context);
  if (result === 'passed') return { go: true };
  if (result !== 'absent') return { go: false, because: result };
  const retryAfter = await admitUnchecked(context.callers.network(request), context);
  return retryAfter === null ? { go: true } : { go: false, because: 'too many', retryAfter };
}
