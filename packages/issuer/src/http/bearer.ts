import { OAuthError } from '@sallyport/protocol/errors.ts';

/**
 * The token of `Authorization: Bearer` (RFC 6750, section 2.1); null when the header is absent or
 * of another scheme. Tokens in forms and queries are not taken: URLs end up in logs.
 */
export function readBearer(authorization: string | undefined): string | null {
  const match = /^bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}

export function requireBearer(authorization: string | undefined): string {
  const token = readBearer(authorization);
  if (token === null) {
    throw new OAuthError('invalid_token', 'Send the access token as Authorization: Bearer.');
  }
  return token;
}
