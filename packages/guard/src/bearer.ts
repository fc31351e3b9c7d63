import { GuardError } from './errors.ts';

/** `b64token` of RFC 6750, section 2.1. */
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * The token of an `Authorization: Bearer` header. Tokens in a query or a form are not looked for:
 * URLs end up in logs (RFC 6750, section 5.3).
 *
 * @throws GuardError `token_missing` without a header or with another scheme,
 *   `authorization_malformed` when the scheme is Bearer and what follows is no token.
 */
export function parseBearer(header: string | undefined): string {
  const [, scheme = '', rest = ''] = /^([^ ]*) *(.*)$/s.exec(header ?? '') ?? [];
  // The scheme is case-insensitive: RFC 9110, section 11.1.
  if (scheme.toLowerCase() !== 'bearer') throw new GuardError('token_missing');
  if (!b64token.test(rest)) throw new GuardError('authorization_malformed');
  return rest;
}
