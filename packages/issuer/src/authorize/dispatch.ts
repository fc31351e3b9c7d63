import type { AuthorizationParameters } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';

export type Step =
  | { step: 'sign-in' }
  | { step: 'refuse'; code: 'login_required'; description: string }
  | { step: 'issue'; session: Session };

/**
 * Decides what an authorization request needs next. Every step of the way returns here, and
 * nowhere else is the order of the steps known.
 *
 * @param since when the request arrived: only a sign-in after that satisfies `prompt=login`.
 */
export function nextStep(
  { prompt, maxAge, hintedUser }: AuthorizationParameters,
  session: Session | null,
  since: Date,
  now: Date,
): Step {
  if (session && isExpected(session) && isFresh(session)) return { step: 'issue', session };
  // OpenID Connect Core, section 3.1.2.2: nobody else gets a code. The client is told, or whoever
  // signed in as somebody else would be asked to sign in again and again.
  if (session && !isExpected(session) && (session.authTime >= since || prompt.includes('none'))) {
    return refuse('Somebody else is signed in than id_token_hint names.');
  }
  if (prompt.includes('none')) return refuse('Nobody is signed in, or not recently enough.');
  return { step: 'sign-in' };

  function isExpected({ userId }: Session): boolean {
    return hintedUser === undefined || hintedUser === userId;
  }

  function isFresh({ authTime }: Session): boolean {
    if (authTime >= since) return true;
    if (prompt.includes('login') || prompt.includes('select_account')) return false;
    return maxAge === undefined || now.getTime() - authTime.getTime() <= maxAge * 1000;
  }
}

const refuse = (description: string): Step => ({
  step: 'refuse',
  code: 'login_required',
  description,
});
