import {
  type AuthorizationDetail,
  isConfined,
  isDetail,
  isStrings,
} from '@sallyport/protocol/authorization-details.ts';
import { type Claims, isRecord } from '@sallyport/protocol/claim-path.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { clientIdOf, scopeOf } from '@sallyport/protocol/usual-claims.ts';
import type { JWTPayload } from 'jose';
import { claimError } from './token-errors.ts';

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
  /**
   * What roles on single resources allow the caller, beside the permissions. Absent where there are none, and in a
   * token that is confined.
   */
  assignedDetails?: readonly AuthorizationDetail[];
  /** The same of places in trees (`a/b`): it holds for all that lies below (`a/b/c`), too. */
  assignedSubtrees?: readonly AuthorizationDetail[];
  /** Present where these are not all: of each resource the issuer tells at `/access/v1/evaluation`. */
  hasMoreAssignedDetails?: true;
  /** The organization that the request is for, of which the caller is a member. */
  organization?: { readonly id: string; readonly key: string };
  scope: readonly string[];
  /** Present where the API is configured to know them. */
  name?: string;
  email?: string;
  /** Present with `email`: whether the issuer has verified that the address belongs to the user. */
  emailVerified?: boolean;
  /** Everything that the token says. */
  claims: Readonly<JWTPayload>;
}

/** The permissions, in place of the claim of that name, which is then not read. */
export type PermissionsOf = (principal: Principal) => readonly string[];

/**
 * What a token of ours says, or one like ours.
 *
 * @throws GuardError `token_claim_invalid` when a claim that decides something is not of its shape.
 */
export function ourPrincipal(
  claims: JWTPayload,
  kind: PrincipalKind,
  permissionsOf?: PermissionsOf,
): Principal {
  const { sub, link_subject: linkSubject } = claims;
  if (typeof sub !== 'string' || sub === '') throw claimError('sub');
  return withPermissions(
    {
      kind,
      subject: sub,
      ...(typeof linkSubject === 'string' && { linkSubject }),
      clientId: clientIdOf(claims),
      roles: ourRoles(claims),
      permissions: (!permissionsOf && ourNames(claims, 'permissions')) || [],
      authorizationDetails: ourDetails(claims, 'authorization_details'),
      ...assignedTo(claims),
      ...organizationOf(claims),
      scope: scopeOf(claims),
      ...personOf(claims),
      claims,
    },
    permissionsOf,
  );
}

/** The kind by `sub_kind`, which our own tokens have; undefined for those of others. */
export function statedKindOf({ sub_kind: kind }: Claims): PrincipalKind | undefined {
  return kind === 'user' || kind === 'client' || kind === 'link' ? kind : undefined;
}

/** A token that is confined in a way we do not understand must not count as unconfined. */
export function withPermissions(stated: Principal, permissionsOf?: PermissionsOf): Principal {
  if (
    isConfined(stated.claims['authorization_details']) &&
    stated.authorizationDetails.length === 0
  ) {
    return { ...stated, permissions: [] };
  }
  return permissionsOf ? { ...stated, permissions: [...permissionsOf(stated)] } : stated;
}

export function personOf({ name, email, email_verified }: Claims) {
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

/** A token that is confined allows nothing else, whatever it says. */
function assignedTo(
  claims: Claims,
): Pick<Principal, 'assignedDetails' | 'assignedSubtrees' | 'hasMoreAssignedDetails'> {
  if (isConfined(claims['authorization_details'])) return {};
  const details = ourDetails(claims, 'assigned_details');
  const subtrees = ourDetails(claims, 'assigned_subtrees');
  return {
    ...(details.length > 0 && { assignedDetails: details }),
    ...(subtrees.length > 0 && { assignedSubtrees: subtrees }),
    ...(claims['more_assigned_details'] === true && { hasMoreAssignedDetails: true }),
  };
}

function organizationOf({ org_id: id, org_key: key }: Claims): Pick<Principal, 'organization'> {
  // Other issuers have an `org_id` that means something else.
  return typeof id === 'string' && typeof key === 'string' ? { organization: { id, key } } : {};
}

function ourDetails(claims: Claims, name: string): AuthorizationDetail[] {
  const details = claims[name];
  if (details === undefined) return [];
  if (!Array.isArray(details) || !details.every(isDetail)) throw claimError(name);
  return details;
}
