import {
  type AuthorizationDetail,
  isConfined,
  isDetail,
  isStrings,
} from '@sallyport/protocol/authorization-details.ts';
import { type Claims, isRecord, namesAt } from '@sallyport/protocol/claim-path.ts';
import {
  type ClaimMap,
  readForeignPrincipal,
  scopeOf,
} from '@sallyport/protocol/foreign-principal.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { clientIdOf, principalKindOf } from '@sallyport/protocol/principal-kind.ts';
import type { JWTPayload } from 'jose';
import { claimError, errorOfFault } from './token-errors.ts';

/** The caller, and what it may do here. */
export interface Principal {
  kind: PrincipalKind;
  /** User id, client id, or `link:<id>`: the key to remember the caller by, within one issuer. */
  subject: string;
  /**
   * For a link: whom it is for, as the client that made it says. It is the client's own name for the
   * person, and never a subject of the issuer.
   */
  linkSubject?: string;
  clientId: string | undefined;
  roles: readonly string[];
  permissions: readonly string[];
  /**
   * The resources that the token is confined to. Empty when it is not confined, or when none of its
   * details is understood; in the latter case `permissions` are empty, too.
   */
  authorizationDetails: readonly AuthorizationDetail[];
  scope: readonly string[];
  /** Present where the API is configured to know them. */
  name?: string;
  email?: string;
  /** Present with `email`: whether the issuer has verified that the address belongs to the user. */
  emailVerified?: boolean;
  /** Everything that the token says. */
  claims: Readonly<JWTPayload>;
}

export interface PrincipalOptions {
  /** Where the claims of an issuer other than Sallyport are; its values for our claims do not count. */
  foreign?: ClaimMap | undefined;
  /** The permissions, in place of the claim of that name, which is then not read. */
  permissions?: ((principal: Principal) => readonly string[]) | undefined;
}

/** @throws GuardError `token_claim_invalid` when a claim that decides something is not of its shape. */
export function principalOf(claims: JWTPayload, options: PrincipalOptions = {}): Principal {
  const { foreign, permissions } = options;
  const stated = foreign
    ? foreignPrincipal(claims, foreign, permissions === undefined)
    : ourPrincipal(claims, permissions === undefined);
  // A token that is confined in a way we do not understand must not count as unconfined.
  if (isConfined(claims['authorization_details']) && stated.authorizationDetails.length === 0) {
    return { ...stated, permissions: [] };
  }
  return permissions ? { ...stated, permissions: [...permissions(stated)] } : stated;
}

function foreignPrincipal(claims: JWTPayload, map: ClaimMap, hasPermissions: boolean): Principal {
  const read = readForeignPrincipal(claims, map);
  if (!read.ok) throw errorOfFault(read.fault);
  const { kind, subject, clientId, roles, scope, details } = read.principal;
  return {
    kind,
    subject,
    clientId,
    roles,
    permissions: hasPermissions ? namesAt(claims, ['permissions']) : [],
    authorizationDetails: details,
    scope,
    ...personOf(claims),
    claims,
  };
}

function ourPrincipal(claims: JWTPayload, hasPermissions: boolean): Principal {
  const { sub, link_subject: linkSubject } = claims;
  if (typeof sub !== 'string' || sub === '') throw claimError('sub');
  return {
    kind: principalKindOf(claims),
    subject: sub,
    ...(typeof linkSubject === 'string' && { linkSubject }),
    clientId: clientIdOf(claims),
    roles: ourRoles(claims),
    permissions: (hasPermissions && ourNames(claims, 'permissions')) || [],
    authorizationDetails: ourDetails(claims['authorization_details']),
    scope: scopeOf(claims),
    ...personOf(claims),
    claims,
  };
}

function personOf({ name, email, email_verified }: Claims) {
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email, emailVerified: email_verified === true }),
  };
}

function ourNames(claims: Claims, name: string): string[] | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (!isStrings(value)) throw claimError(name);
  return value;
}

/** `roles` of RFC 9068, section 2.2.3.1, or Keycloak's `realm_access.roles`. */
function ourRoles(claims: Claims): string[] {
  const realm = claims['realm_access'];
  return (
    ourNames(claims, 'roles') ?? (isRecord(realm) ? ourNames(realm, 'roles') : undefined) ?? []
  );
}

function ourDetails(details: unknown): AuthorizationDetail[] {
  if (details === undefined) return [];
  if (!Array.isArray(details) || !details.every(isDetail))
    throw claimError('authorization_details');
  return details;
}
