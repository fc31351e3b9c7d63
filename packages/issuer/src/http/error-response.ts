import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { isConnectionLoss } from '../changes/changes.ts';
import type { Log } from '../runtime/log.ts';

/**
 * Turns whatever an endpoint threw into the one form of error. Only an `OAuthError` speaks to the
 * outside; of anything else the cause goes to the log, under an id that the answer carries.
 */
export function toOAuthError(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof HTTPException && error.status === 413) {
    return new OAuthError('content_too_large', 'The body is too large.');
  }
  if (error instanceof Error && isConnectionLoss(error)) {
    return new OAuthError('temporarily_unavailable', 'The database cannot be reached. Try again.', {
      cause: error,
      retryAfter: 1,
    });
  }
  return new OAuthError('server_error', 'Something went wrong here. The log has the details.', {
    cause: error,
  });
}

export function logError(error: OAuthError, request: Request, log: Log): void {
  const facts = { code: error.code, method: request.req.method, path: request.req.path };
  if (error.status >= 500) log.error({ ...facts, err: error.cause ?? error }, error.message);
  else log.debug(facts, error.message);
}

/** The JSON answer of RFC 6749, section 5.2. */
export function errorResponse(error: OAuthError, request: Request): Response {
  request.header('Cache-Control', 'no-store');
  if (error.retryAfter !== undefined) request.header('Retry-After', String(error.retryAfter));
  const challenge = challengeFor(error, request.req.header('authorization'));
  if (challenge) request.header('WWW-Authenticate', challenge);
  return request.json(error.toJSON(), error.status as 400);
}

/** RFC 6749, section 5.2 for clients; RFC 6750, section 3 for bearer tokens. */
function challengeFor(error: OAuthError, authorization: string | undefined): string | null {
  if (error.code === 'invalid_client') {
    return authorization === undefined ? null : 'Basic realm="sallyport", charset="UTF-8"';
  }
  if (error.code !== 'invalid_token' && error.code !== 'insufficient_scope') return null;
  return `Bearer realm="sallyport", error="${error.code}", error_description="${error.message}"`;
}
