import type { AuthorizationDetail } from './authorization-details.ts';
import type { Confirmation } from './confirmation.ts';
import type { Actor } from './foreign-principal.ts';

/** Who stands behind a token: a person, a client by itself, or whoever opened an action link. */
export type PrincipalKind = 'user' | 'client' | 'link';

/**
 * The claims of an inside JWT beyond the registered ones of RFC 9068, section 2.2: what one API may
 * know of the caller. Its header is `typ: at+jwt`; `aud` is exactly one API; `exp` at most 60 s away.
 */
export interface AccessTokenClaims {
  iss: string;
  aud: string;
  /** User id, client id, or `link:<id>`. */
  sub: string;
  sub_kind: PrincipalKind;
  /**
   * Of a link: whom its maker says that it is for. The maker's own word, in the maker's own names, and
   * never a subject of the issuer's.
   */
  link_subject?: string;
  client_id: string;
  jti: string;
  iat: number;
  exp: number;
  auth_time?: number;
  /** Space-separated, RFC 9068 section 2.2.3. */
  scope?: string;
  /** Roles that bear on this API. */
  roles: string[];
  /** Permissions at this API. Empty when `authorization_details` confine the token. */
  permissions: string[];
  authorization_details?: AuthorizationDetail[];
  /** The key that the token is bound to (RFC 7800): without a proof of it, it is not to be taken. */
  cnf?: Confirmation;
  /** Who acts for the subject (RFC 8693, section 4.1). */
  act?: Actor;
  /** Present where the API's `claims` ask for them. */
  name?: string;
  email?: string;
  email_verified?: boolean;
}
