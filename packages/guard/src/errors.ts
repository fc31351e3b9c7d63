import { type ErrorCode, errorStatus } from '@sallyport/protocol/errors.ts';

/**
 * Every reason for which the guard refuses a request. The code is stable, for logs and for
 * programs; the caller also gets the error of RFC 6750, section 3.1.
 */
export const guardRefusals = {
  token_missing: ['invalid_token', 'This request needs an access token.'],
  authorization_malformed: [
    'invalid_request',
    'Send the token as: Authorization: Bearer, one space, the token.',
  ],
  token_too_large: ['invalid_token', 'The access token is too large.'],
  token_malformed: ['invalid_token', 'The access token is not a signed JWT.'],
  token_wrong_type: ['invalid_token', 'This JWT is not an access token.'],
  token_wrong_algorithm: [
    'invalid_token',
    'The access token is signed with an algorithm that is not allowed here.',
  ],
  token_key_unknown: ['invalid_token', 'The access token is signed with an unknown key.'],
  token_signature_invalid: ['invalid_token', 'The signature of the access token is wrong.'],
  token_wrong_issuer: ['invalid_token', 'The access token comes from another issuer.'],
  token_wrong_audience: ['invalid_token', 'The access token is meant for another API.'],
  token_expired: ['invalid_token', 'The access token has expired.'],
  token_not_yet_valid: ['invalid_token', 'The access token is not valid yet.'],
  token_claim_invalid: ['invalid_token', 'A claim of the access token is missing or invalid.'],
  token_sender_constrained: [
    'invalid_token',
    'The access token is bound to a key, which this service cannot check.',
  ],
  permission_denied: ['insufficient_scope', 'The access token does not permit this.'],
  keys_unavailable: ['temporarily_unavailable', 'Tokens cannot be checked at the moment.'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

export type GuardErrorCode = keyof typeof guardRefusals;

export interface GuardErrorOptions {
  /** Replaces the standard description; it is sent to the caller. */
  description?: string;
  /** The error behind this one, for the log; it is never sent. */
  cause?: unknown;
  /** Seconds after which a retry makes sense. */
  retryAfter?: number;
}

/** A refusal: its `code` is for programs, and its message may be sent to the caller. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  readonly code: GuardErrorCode;
  /** The code on the wire: RFC 6750, section 3.1. */
  readonly error: ErrorCode;
  readonly retryAfter: number | undefined;

  constructor(code: GuardErrorCode, options: GuardErrorOptions = {}) {
    const [error, standard] = guardRefusals[code];
    super(options.description ?? standard, { cause: options.cause });
    this.code = code;
    this.error = error;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return errorStatus(this.error);
  }
}
