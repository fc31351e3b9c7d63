import { ResponseBodyError } from 'oauth4webapi';
import { type Notice, notices } from './notices.ts';
import { NotAllowedError, NotRecentError, UnreachableError } from './upstream-errors.ts';

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

/** Errors that stay until the configuration here or there is changed. */
const misconfigurations = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'redirect_uri_mismatch',
  'unauthorized_client',
  'unsupported_response_type',
  // GitHub, LinkedIn and Slack have words of their own.
  'application_suspended',
  'incorrect_client_credentials',
  'unauthorized_scope_error',
  'bad_client_secret',
  'bad_redirect_uri',
  'invalid_client_id',
]);

const outages = new Set(['server_error', 'temporarily_unavailable', 'service_unavailable']);

/** Errors of a code that was used or is too old. */
const lateCodes = new Set([
  'invalid_grant',
  'bad_verification_code',
  'code_already_used',
  'invalid_code',
]);

export interface Failure {
  /** For the log. */
  reason: string;
  notice: Notice;
}

/**
 * Whether an error on the way to knowing who signed in is the provider's, or of what is configured. Any other one can
 * be brought about by who opens a callback with parameters of their own, a malformed code among them.
 */
export function isOfProvider(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  if (!(error instanceof ResponseBodyError) || error.error === 'invalid_request') return false;
  return misconfigurations.has(error.error);
}

/** What an error response in the callback comes to (RFC 6749, section 4.1.2.1). */
export function failureOfResponse(provider: string, error: string): Failure {
  const reason = error;
  if (denials.has(error)) return { reason, notice: notices.denied(provider) };
  // OpenID Connect Core Error Code unmet_authentication_requirements 1.0: it was asked for two factors.
  if (error === 'unmet_authentication_requirements') {
    return { reason, notice: notices.unmet(provider) };
  }
  if (outages.has(error)) return { reason, notice: notices.unreachable(provider) };
  if (misconfigurations.has(error)) return { reason, notice: notices.misconfigured(provider) };
  return { reason, notice: notices.reported(provider, error) };
}

/** What an error on the way to knowing who signed in comes to. */
export function failureOf(provider: string, error: unknown): Failure {
  if (error instanceof UnreachableError) {
    return { reason: 'provider cannot be reached', notice: notices.unreachable(provider) };
  }
  if (error instanceof NotAllowedError) {
    return { reason: 'account is not allowed', notice: notices.notAllowed(provider) };
  }
  if (error instanceof NotRecentError) {
    return { reason: 'sign-in is not recent', notice: notices.notRecent(provider) };
  }
  if (error instanceof ResponseBodyError) {
    const reason = `token endpoint: ${error.error}`;
    if (lateCodes.has(error.error)) return { reason, notice: notices.tooLate(provider) };
    if (misconfigurations.has(error.error)) {
      return { reason, notice: notices.misconfigured(provider) };
    }
  }
  return { reason: 'answer cannot be trusted', notice: notices.failed(provider) };
}
