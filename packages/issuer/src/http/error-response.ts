import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { readBearer } from './bearer.ts';
import { type Page, respondHtml } from './html.ts';
import { LeadOn } from './lead-on.ts';
import { problemOf } from './problem.ts';
import { type ReportDependencies, reportError } from './report-error.ts';

/**
 * Turns whatever an endpoint threw into the one form of error. Only an `OAuthError` speaks to the
 * outside; of anything else the cause goes to the log, under an id that the answer carries.
 */
export function toOAuthError(
  error: unknown,
  { outage }: Pick<ReportDependencies, 'outage'>,
): OAuthError {
  if (error instanceof OAuthError) return error;
  if (outage.isPassing(error)) {
    return new OAuthError(
      'temporarily_unavailable',
      'The database does not answer now. Try again.',
      {
        cause: error,
        retryAfter: 1,
      },
    );
  }
  return new OAuthError('server_error', 'Something went wrong here. The log has the details.', {
    cause: error,
  });
}

/** Errors as the JSON of RFC 6749, section 5.2. */
export const answerWithJson =
  (context: ReportDependencies) =>
  (thrown: unknown, request: Request): Response => {
    const error = toOAuthError(thrown, context);
    reportError(error, request, context);
    return errorResponse(error, request);
  };

/** The same as a problem (RFC 9457). */
export const answerWithProblem =
  (context: ReportDependencies) =>
  (thrown: unknown, request: Request): Response => {
    const error = toOAuthError(thrown, context);
    reportError(error, request, context);
    setErrorHeaders(error, request);
    request.header('Content-Type', 'application/problem+json');
    return request.body(JSON.stringify(problemOf(error)), error.status as 400);
  };

/** @param requestId under which the log tells more. */
type ShowError = (request: Request, error: OAuthError, requestId: string) => Promise<Page>;

/** Errors as a page, for a person, with the id that the log has them under. */
export const answerWithPage =
  (context: ReportDependencies, showError: ShowError) =>
  async (thrown: unknown, request: Request): Promise<Response> => {
    if (thrown instanceof LeadOn) return request.redirect(thrown.path, 303);
    const error = toOAuthError(thrown, context);
    const requestId = reportError(error, request, context);
    if (error.retryAfter !== undefined) request.header('Retry-After', String(error.retryAfter));
    const page = await showError(request, error, requestId);
    return respondHtml(request, page, { status: pageStatus(error) });
  };

/** A page asks for no credentials: 401 would need a challenge. */
const pageStatus = ({ status }: OAuthError): 400 => (status === 401 ? 400 : (status as 400));

function setErrorHeaders(error: OAuthError, request: Request): void {
  request.header('Cache-Control', 'no-store');
  if (error.retryAfter !== undefined) request.header('Retry-After', String(error.retryAfter));
  const challenge = challengeFor(error, request.req.header('authorization'));
  if (challenge) request.header('WWW-Authenticate', challenge);
}

function errorResponse(error: OAuthError, request: Request): Response {
  setErrorHeaders(error, request);
  return request.json(error.toJSON(), error.status as 400);
}

/**
 * RFC 9110, section 15.5.2: there is one in every 401. For clients RFC 6749, section 5.2; for bearer
 * tokens RFC 6750, section 3, with no word of an error to who sent none (section 3.1).
 */
function challengeFor(error: OAuthError, authorization: string | undefined): string | null {
  if (error.code === 'invalid_client') return 'Basic realm="sallyport", charset="UTF-8"';
  const ofTokens = ['invalid_token', 'insufficient_scope', 'insufficient_user_authentication'];
  if (!ofTokens.includes(error.code)) return null;
  if (error.code === 'invalid_token' && readBearer(authorization) === null) {
    return 'Bearer realm="sallyport"';
  }
  return `Bearer realm="sallyport", error="${error.code}", error_description="${error.message}"`;
}
