import type { AuthorizationDetail } from './authorization-details.ts';
import type { Confirmation } from './confirmation.ts';
import type { Actor } from './foreign-principal.ts';

/** What the subject of a token is: a person, a client that acts for itself, or an action link. */
export type PrincipalKind = 'user' | 'client' | 'link';

/**
 * The access token behind an inside JWT, so that an exchange can check its grant anew. Services pass
 * it on and need not read it: with these ids alone nothing can be done.
 */
export interface TokenOrigin {
  /** Of the access token: its id, and its end as NumericDate. */
  id: string;
  exp: number;
  /** Of a user's token: the grant. */
  grant?: string;
  /** After an exchange: the client that holds the access token. */
  client?: string;
  /** The API that the access token was sent to, where `aud` does not say. */
  api?: string;
  /** Where an administrator acts as the person: by which impersonation. */
  impersonation?: string;
}

/**
 * The claims of an inside JWT beyond the registered ones of RFC 9068, section 2.2: what one API may
 * know of the caller. Its header is `typ: at+jwt`; `exp` at most 60 s away.
 */
export interface AccessTokenClaims {
  iss: string;
  /** One API, or those of its group, the one that was called first. */
  aud: string | string[];
  /** User id, client id, or `link:<id>`. */
  sub: string;
  sub_kind: PrincipalKind;
  /**
   * For a link: whom it is for, as the client that made it says. It is the client's own name for the
   * person, and never a subject of the issuer.
   */
  link_subject?: string;
  client_id: string;
  jti: string;
  iat: number;
  exp: number;
  /** Of a user: when they signed in, and how sure that was (RFC 9068, section 2.2.1). */
  auth_time?: number;
  acr?: string;
  /** Space-separated, RFC 9068 section 2.2.3. */
  scope?: string;
  /** Roles with permissions at this API. Absent where there are none: some validators of RFC 9068 refuse an empty list. */
  roles?: string[];
  /** Permissions at this API. Empty when `authorization_details` confine the token. */
  permissions: string[];
  authorization_details?: AuthorizationDetail[];
  /**
   * What roles on single resources allow, beside the permissions: never in a token that is confined. A claim
   * of its own, because `authorization_details` are all that a caller may do.
   */
  assigned_details?: AuthorizationDetail[];
  /**
   * The same of places in trees (`a/b`): it holds for all that lies below (`a/b/c`). A claim of its own, so that
   * who does not know it refuses what lies below.
   */
  assigned_subtrees?: AuthorizationDetail[];
  /** Present where these are not all: of each one the issuer tells (`/access/v1/evaluation`). */
  more_assigned_details?: true;
  /** The organization that the token is for: its id, and what clients and routes name it by. */
  org_id?: string;
  org_key?: string;
  /** The key that the token is bound to (RFC 7800): without a proof of it, the token must be refused. */
  cnf?: Confirmation;
  /** Who acts for the subject (RFC 8693, section 4.1). */
  act?: Actor;
  /** Absent for a token of another issuer, which cannot be exchanged. */
  origin?: TokenOrigin;
  /** Present where the API's `claims` ask for them. */
  name?: string;
  email?: string;
  email_verified?: boolean;
}
