import type { AuthorizationParameters, ConsentAnswer } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';

export type Step =
  | { step: 'sign-in' }
  | { step: 'consent' }
  | {
      step: 'refuse';
      code: 'login_required' | 'consent_required' | 'access_denied';
      description: string;
    }
  | { step: 'issue'; session: Session };

/** Where a request stands. */
export interface Situation {
  session: Session | null;
  /** When the request arrived: only a sign-in after that satisfies `prompt=login`. */
  since: Date;
  now: Date;
  /** Whether whoever receives the code is sure to be the client (`isAssured`). */
  assured: boolean;
  /** Null while the person was not asked, or has not answered. */
  consent: ConsentAnswer | null;
}

/**
 * Decides what an authorization request needs next. Every step of the way returns here, and
 * nowhere else is the order of the steps known.
 */
export function nextStep(
  { prompt, maxAge, hintedUser }: AuthorizationParameters,
  { session, since, now, assured, consent }: Situation,
): Step {
  if (consent === 'denied') return refuse('access_denied', 'The person has refused.');
  if (session && isExpected(session) && isFresh(session)) {
    if (consent === 'given' || !needsConsent(session)) return { step: 'issue', session };
    return prompt.includes('none')
      ? refuse('consent_required', 'This client may not get a code without the person being asked.')
      : { step: 'consent' };
  }
  // OpenID Connect Core, section 3.1.2.2: nobody else gets a code. The client is told, or who signed
  // in as another user would be asked to sign in again and again.
  if (session && !isExpected(session) && (session.authTime >= since || prompt.includes('none'))) {
    return refuse('login_required', 'Another user is signed in than id_token_hint names.');
  }
  if (prompt.includes('none')) {
    return refuse('login_required', 'Nobody is signed in, or not recently enough.');
  }
  return { step: 'sign-in' };

  function isExpected({ userId }: Session): boolean {
    return hintedUser === undefined || hintedUser === userId;
  }

  function isFresh({ authTime }: Session): boolean {
    if (authTime >= since) return true;
    if (prompt.includes('login') || prompt.includes('select_account')) return false;
    return maxAge === undefined || now.getTime() - authTime.getTime() <= maxAge * 1000;
  }

  /** Signing in on the way is an interaction that names the client (RFC 8252, section 8.6). */
  function needsConsent({ authTime }: Session): boolean {
    return prompt.includes('consent') || (!assured && authTime < since);
  }
}

const refuse = (code: Extract<Step, { step: 'refuse' }>['code'], description: string): Step => ({
  step: 'refuse',
  code,
  description,
});
