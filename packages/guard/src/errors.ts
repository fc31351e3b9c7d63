import { type AccessErrorCode, accessErrorStatus } from '@sallyport/protocol/access-errors.ts';

/**
 * Every reason for which the guard refuses a request, with what the caller is told. The code is
 * stable, for logs and for programs.
 */
const descriptions = {
  token_missing: 'This request needs an access token.',
  authorization_malformed: 'Send the token as: Authorization: Bearer, one space, the token.',
  token_too_large: 'The access token is too large.',
  token_malformed: 'The access token is not a signed JWT.',
  token_wrong_type: 'This JWT is not an access token.',
  token_wrong_algorithm: 'The access token is signed with an algorithm that is not allowed here.',
  token_key_unknown: 'The access token is signed with an unknown key.',
  token_signature_invalid: 'The signature of the access token is wrong.',
  token_wrong_issuer: 'The access token comes from another issuer.',
  token_wrong_audience: 'The access token is meant for another API.',
  token_expired: 'The access token has expired.',
  token_not_yet_valid: 'The access token is not valid yet.',
  token_claim_invalid: 'A claim of the access token is missing or invalid.',
  token_sender_constrained: 'The access token is bound to a key, which this service cannot check.',
  permission_denied: 'The access token does not permit this.',
  keys_unavailable: 'Tokens cannot be checked at the moment.',
};

/** Why a request is refused. */
export type GuardErrorCode = keyof typeof descriptions;

export const guardErrorCodes = /* @__PURE__ */ Object.keys(
  descriptions,
) as readonly GuardErrorCode[];

/** Where the error of RFC 6750, section 3.1 is not `invalid_token`. */
const otherErrors: { [code in GuardErrorCode]?: AccessErrorCode } = {
  authorization_malformed: 'invalid_request',
  permission_denied: 'insufficient_scope',
  keys_unavailable: 'temporarily_unavailable',
};

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
  readonly error: AccessErrorCode;
  readonly retryAfter: number | undefined;

  constructor(code: GuardErrorCode, options: GuardErrorOptions = {}) {
    super(options.description ?? descriptions[code], { cause: options.cause });
    this.code = code;
    this.error = otherErrors[code] ?? 'invalid_token';
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return accessErrorStatus[this.error];
  }
}
