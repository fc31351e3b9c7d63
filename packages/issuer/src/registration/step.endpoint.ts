import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { type Browser, knownBrowser } from '../http/browser.ts';
import { type Visitor, visitorOf } from '../http/visitor.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { openInteraction, openOrRestart } from '../interactions/interactions.service.ts';
import { interactionOf } from '../interactions/step-form.endpoint.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { findInSignIn } from '../one-time-codes/one-time-codes.service.ts';
import { readPolicy } from '../policies/policies.service.ts';
import {
  hasRegistration,
  type RegistrationPolicy,
  registrationPolicy,
} from '../registration-policy/registration-policy.ts';

/** What every page of a registration is built from. */
export type RegistrationContext = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'secrets'
  | 'settings'
  | 'log'
  | 'rates'
  | 'callers'
  | 'appearance'
  | 'clients'
  | 'mail'
  | 'thinned'
>;

/** The policy, where people can register now; null where they cannot. */
export async function openPolicy({
  sql,
  mail,
}: Pick<Context, 'sql' | 'mail'>): Promise<RegistrationPolicy | null> {
  const policy = await readPolicy(sql, registrationPolicy);
  return mail.canSend && hasRegistration(policy) ? policy : null;
}

export interface Arrived {
  interaction: Interaction;
  browser: Browser;
  visitor: Visitor;
}

/** A page that is asked for, in the browser of the sign-in or, from the beginning, in another one. */
export async function arrive(request: Request, context: RegistrationContext): Promise<Arrived> {
  const visitor = visitorOf(request, context);
  const interaction = await openOrRestart(visitor, interactionOf(request), context);
  return { interaction, visitor, browser: visitor.browser };
}

/** What was sent for this registration, in the browser that asked for it alone. */
export async function findSent(
  request: Request,
  context: RegistrationContext,
): Promise<{ interaction: Interaction; browser: Browser; code: OneTimeCode | null }> {
  const browser = knownBrowser(request, context);
  const interaction = await openInteraction(browser, interactionOf(request), context);
  const signIn = { id: interaction.id, browser: browser! };
  const code = await findInSignIn(context.sql, { purpose: 'verify-address', signIn }, context);
  return { interaction, browser: browser!, code };
}
