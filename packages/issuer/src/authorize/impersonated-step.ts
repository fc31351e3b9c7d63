import { reaches } from '@sallyport/protocol/acr.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';
import type { Situation, Step } from './dispatch.ts';

type Refusal = Extract<Step, { step: 'refuse' }>;

/**
 * What an authorization request needs next where an administrator acts as the person: a code, or nothing.
 * They cannot sign in again as another person, prove more than they have, or agree to anything in the place of
 * the person. A scope that outlives the session is dropped.
 */
export function impersonatedStep(
  { prompt, organization: named }: AuthorizationParameters,
  { demand, allowed, organization, assured, now }: Situation,
  session: Session,
): Step {
  const age = now.getTime() - session.authTime.getTime();
  const isTooOld = demand.maxAge !== undefined && age > demand.maxAge * 1000;
  if (isTooOld || prompt.includes('login') || prompt.includes('select_account')) {
    return refuse(
      'login_required',
      'An administrator acts as this person, and cannot sign in as them.',
    );
  }
  if (!reaches(session.acr, demand.acr)) {
    return refuse(
      'unmet_authentication_requirements',
      `The administrator who acts as this person has not signed in with acr ${demand.acr}.`,
    );
  }
  if (named !== undefined && organization === null) {
    return refuse('access_denied', `The user is not a member of the organization ${named}.`);
  }
  // Who may have the code of a native application is a question to the person, too (RFC 8252, section 8.6).
  if (!allowed || !assured || prompt.includes('consent')) {
    return refuse(
      prompt.includes('none') ? 'consent_required' : 'access_denied',
      'Only the person can give this client access; an administrator acts as them.',
    );
  }
  return { step: 'issue', session, organization };
}

const refuse = (code: Refusal['code'], description: string): Refusal => ({
  step: 'refuse',
  code,
  description,
});
