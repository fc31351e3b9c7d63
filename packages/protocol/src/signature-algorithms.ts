/**
 * The JWS algorithms that a token of another party may be signed with: RFC 7518,
 * section 3.1, RFC 8037, section 3.1, and RFC 9864. Asymmetric only: with a public key as HMAC secret anyone
 * could sign (RFC 8725, section 2.1), and `none` is no signature.
 */
export const asymmetricAlgorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];
