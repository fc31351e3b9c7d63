import { accessErrorStatus } from './access-errors.ts';

/**
 * Every error code that Sallyport puts on the wire, with the HTTP status it travels under.
 * One table, so that no endpoint picks a status of its own.
 */
const statusOf = {
  ...accessErrorStatus,
  // RFC 6749, sections 4.1.2.1 and 5.2
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  invalid_scope: 400,
  access_denied: 403,
  server_error: 500,
  // RFC 9470, section 3
  insufficient_user_authentication: 401,
  // RFC 7009, section 2.2.1
  unsupported_token_type: 400,
  // RFC 8628, section 3.5
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  // RFC 8707, section 2
  invalid_target: 400,
  // RFC 9396, section 5
  invalid_authorization_details: 400,
  // OpenID Connect Core, section 3.1.2.6
  login_required: 400,
  interaction_required: 400,
  consent_required: 400,
  account_selection_required: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  // OpenID Connect Core Unmet Authentication Requirements 1.0
  unmet_authentication_requirements: 400,
  // Action links
  invalid_action_token: 400,
  expired_action_token: 400,
  used_action_token: 400,
  revoked_action_token: 400,
  // General HTTP conditions, named so that a client can act on them
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  content_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  too_many_requests: 429,
  header_fields_too_large: 431,
} as const;

export type ErrorCode = keyof typeof statusOf;

export const errorCodes = Object.keys(statusOf) as readonly ErrorCode[];

export interface ErrorOptions {
  /** The error behind this one. It goes to the log and never into a response. */
  cause?: unknown;
  /**
   * The exact reason, for the log only, where the caller must not learn it: whether the client id
   * or the secret is wrong.
   */
  detail?: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  retryAfter?: number;
  /** Where a standard has another status for the code at this endpoint. */
  status?: number;
}

/**
 * A refusal with a standard code and a description that the caller may read. Any other error that is
 * thrown is answered with `server_error`, and its message goes only to the log.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;
  readonly status: number;

  constructor(code: ErrorCode, description: string, options: ErrorOptions = {}) {
    super(description, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.detail = options.detail;
    this.status = options.status ?? statusOf[code];
  }

  /** The JSON body of RFC 6749, section 5.2. */
  toJSON(): { error: ErrorCode; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}

export const errorStatus = (code: ErrorCode): number => statusOf[code];
