/**
 * What a service answers to a refused access token (RFC 6750, section 3.1), or when tokens cannot be
 * checked, with its HTTP status. Apart from the other errors, because services load it.
 */
export const accessErrorStatus = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
} as const;

export type AccessErrorCode = keyof typeof accessErrorStatus;
