import { GuardError } from './errors.ts';

/** An answer, for a framework without an adapter here. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: { error: string; error_description: string };
}

/**
 * The answer to a refused caller: a challenge (RFC 6750, section 3), and the same as JSON. Null for
 * any other error, which goes to the framework's error handler.
 */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof GuardError)) return null;
  const headers: Record<string, string> = {};
  if (error.retryAfter !== undefined) headers['Retry-After'] = String(error.retryAfter);
  if (error.status !== 503) headers['WWW-Authenticate'] = challenge(error);
  return {
    status: error.status,
    headers,
    body: { error: error.error, error_description: error.message },
  };
}

/**
 * "This scheme MUST be followed by one or more auth-param values" (RFC 6750, section 3), and "if the
 * request lacks any authentication information … the resource server SHOULD NOT include an error
 * code" (section 3.1): so only the realm is sent.
 */
function challenge(error: GuardError): string {
  const realm = 'Bearer realm="sallyport"';
  if (error.code === 'token_missing') return realm;
  return `${realm}, error="${error.error}", error_description="${quotable(error.message)}"`;
}

/** The characters that RFC 6750, section 3 allows in `error_description`. */
const quotable = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'");
