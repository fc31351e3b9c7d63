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
  { prompt, maxAge }: AuthorizationParameters,
  session: Session | null,
  since: Date,
  now: Date,
): Step {
  if (session && isFresh(session)) return { step: 'issue', session };
  if (prompt.includes('none')) {
    return { step: 'refuse', code: 'login_required', description: 'Nobody is signed in.' };
  }
  return { step: 'sign-in' };

  function isFresh({ authTime }: Session): boolean {
    if (authTime >= since) return true;
    if (prompt.includes('login') || prompt.includes('select_account')) return false;
    return maxAge === undefined || now.getTime() - authTime.getTime() <= maxAge * 1000;
  }
}
