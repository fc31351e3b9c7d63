import type { Claims } from './claim-path.ts';

/** How the JWTs of an issuer that an API accepts are told from what else it signs. */
export interface ProfileRules {
  /** By the header's `typ`, and the claims. */
  isOfKind(typ: unknown, claims: Claims): boolean;
  /** Claims that each has, beside `aud`. */
  required: readonly string[];
}

/** "application/" may be left out: RFC 9068, section 2.1. A token without a type is a JWT. */
export const mediaType = (typ: unknown): string | null =>
  typ === undefined
    ? 'jwt'
    : typeof typ === 'string'
      ? typ.toLowerCase().replace(/^application\//, '')
      : null;

/** Apart from the other profiles, because most services need this one alone. */
export const rfc9068: ProfileRules = {
  isOfKind: (typ) => mediaType(typ) === 'at+jwt',
  required: ['iss', 'exp', 'sub', 'client_id', 'iat', 'jti'],
};
