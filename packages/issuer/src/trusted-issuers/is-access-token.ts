/** What an ID token or a logout token has and an access token has not. */
const claimsOfOthers = ['nonce', 'at_hash', 'c_hash', 'events'];

/**
 * Whether a JWT can be meant as an access token, which its issuer's other JWTs must not be taken for
 * (RFC 8725, sections 3.11 and 3.12): its type says so (RFC 9068, section 2.1), or says nothing and
 * no claim contradicts it.
 */
export function isAccessToken(
  typ: string | undefined,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  switch (typ?.toLowerCase()) {
    case 'at+jwt':
    case 'application/at+jwt':
      return true;
    case 'jwt':
    case undefined:
      return claimsOfOthers.every((name) => claims[name] === undefined);
    default:
      return false;
  }
}
