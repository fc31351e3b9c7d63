import { identifies } from '../assurance/assurance.ts';
import type { Proof, Proven } from '../assurance/proof.ts';
import type { AuthorizationParameters, ConsentAnswer } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';

export type Step =
  | { step: 'sign-in' }
  | { step: 'consent' }
  /** What was proved is enough: with the session, the next step is asked for again. */
  | { step: 'start-session'; proven: Proven; standing: readonly Proof[] }
  | {
      step: 'refuse';
      code: 'login_required' | 'consent_required' | 'access_denied';
      description: string;
    }
  | { step: 'issue'; session: Session };

/** The state of an authorization request. */
export interface Situation {
  session: Session | null;
  /** What the person has proved to this request. */
  proven: Proven | null;
  /** When the request arrived: only a sign-in after that satisfies `prompt=login`. */
  since: Date;
  now: Date;
  /** Whether the code can reach only the client itself (`isAssured`). */
  assured: boolean;
  /** Null while the person was not asked, or has not answered. */
  consent: ConsentAnswer | null;
}

/**
 * Decides what an authorization request needs next. Every sign-in step returns here, and only this
 * function knows their order.
 */
export function nextStep(
  { prompt, maxAge, hintedUser }: AuthorizationParameters,
  { session, proven, since, now, assured, consent }: Situation,
): Step {
  if (consent === 'denied') return refuse('access_denied', 'The user refused to give access.');
  if (proven?.proofs.some(identifies)) return { step: 'start-session', proven, standing: [] };
  if (session && isExpected(session) && isFresh(session)) {
    if (consent === 'given' || !needsConsent(session)) return { step: 'issue', session };
    return prompt.includes('none')
      ? refuse(
          'consent_required',
          'This client needs the consent of the user. Ask again without prompt=none.',
        )
      : { step: 'consent' };
  }
  // OpenID Connect Core, section 3.1.2.2: another user than the hinted one gets no code. We answer the
  // client with an error, because asking the same person to sign in again would never end.
  if (session && !isExpected(session) && (session.authTime >= since || prompt.includes('none'))) {
    return refuse('login_required', 'The signed-in user is not the one that id_token_hint names.');
  }
  if (prompt.includes('none')) {
    return refuse(
      'login_required',
      'No user is signed in, or not recently enough. Ask again without prompt=none.',
    );
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
