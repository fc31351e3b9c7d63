import { cutText } from '../runtime/cut-text.ts';

/** What a browser brings back from a provider. */
export type Callback =
  /** Nothing that can be tied to a sign-in that began here. */
  | { kind: 'stray' }
  /** An error response (RFC 6749, section 4.1.2.1). `error` fits into a page and a log. */
  | { kind: 'error'; state: string; error: string }
  /** Everything else; the OpenID client judges it. */
  | { kind: 'answer'; state: string };

/**
 * Reads the query of a callback. Providers do not keep to the characters that RFC 6749 allows them:
 * the `error_description` of Entra has line breaks. So only `state`, which is ours, has to be as
 * we made it, once.
 */
export function readCallback(query: URLSearchParams): Callback {
  const [state, ...others] = query.getAll('state');
  if (state === undefined || others.length > 0 || !statePattern.test(state)) {
    return { kind: 'stray' };
  }
  const error = query.get('error');
  return error === null
    ? { kind: 'answer', state }
    : { kind: 'error', state, error: cutText(error.replace(/[^\x20-\x7e]/g, ' ').trim(), 100) };
}

const statePattern = /^[\w-]{43}$/;

/** Errors of people who turned back at the provider, or whom it does not let in. */
const denials = new Set([
  'access_denied',
  'consent_required',
  'interaction_required',
  'login_required',
  // LinkedIn and Apple have words of their own.
  'user_cancelled_authorize',
  'user_cancelled_login',
]);

export const isDenial = (error: string): boolean => denials.has(error);
