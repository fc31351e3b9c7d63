import { cutText } from '../runtime/cut-text.ts';

/**
 * The `state` of a callback. Null where nothing can be tied to a sign-in that began here: it is ours,
 * and so has to be as we made it, once.
 */
export function readState(parameters: URLSearchParams): string | null {
  const [state, ...others] = parameters.getAll('state');
  return state !== undefined && others.length === 0 && statePattern.test(state) ? state : null;
}

const statePattern = /^[\w-]{43}$/;

/**
 * The error of an error response (RFC 6749, section 4.1.2.1), fit for a page and a log; null for every
 * other answer, which the driver judges. Providers do not keep to the characters that RFC 6749
 * allows them: the `error_description` of Entra has line breaks.
 */
export function readError(parameters: URLSearchParams): string | null {
  const error = parameters.get('error');
  return error === null ? null : cutText(error.replace(/[^\x20-\x7e]/g, ' ').trim(), 100);
}
