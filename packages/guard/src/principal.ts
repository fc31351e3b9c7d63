import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { clientIdOf, principalKindOf } from '@sallyport/protocol/principal-kind.ts';
import type { JWTPayload } from 'jose';
import { GuardError } from './errors.ts';

/** Who calls, and what they may do here. */
export interface Principal {
  kind: PrincipalKind;
  /** User id, client id, or `link:<id>`: the key to remember somebody by, within one issuer. */
  subject: string;
  /**
   * Of a link: whom its maker says that it is for. The maker's own word, in the maker's own names, and
   * never a subject of the issuer's.
   */
  linkSubject?: string;
  clientId: string | undefined;
  roles: readonly string[];
  permissions: readonly string[];
  /**
   * Resources that the token is confined to. Empty when it is not, or when it is to none that are
   * understood here: then `permissions` are empty, too.
   */
  authorizationDetails: readonly AuthorizationDetail[];
  scope: readonly string[];
  /** Present where the API is configured to know them. */
  name?: string;
  email?: string;
  /** Everything that the token says. */
  claims: Readonly<JWTPayload>;
}

export interface PrincipalOptions {
  /** The issuer keeps to no profile: claims of another shape grant nothing, and do no other harm. */
  foreign?: boolean;
  /** The permissions, in place of the claim of that name, which is then not read. */
  permissions?: ((principal: Principal) => readonly string[]) | undefined;
}

/** @throws GuardError `token_claim_invalid` when a claim that decides something is not of its shape. */
export function principalOf(claims: JWTPayload, options: PrincipalOptions = {}): Principal {
  const { foreign = false, permissions } = options;
  const { sub, name, email } = claims;
  if (typeof sub !== 'string' || sub === '') throw invalid('sub');
  const names = foreign ? foreignNames : ourNames;
  const details = claims['authorization_details'];
  const stated: Principal = {
    kind: principalKindOf(claims),
    subject: sub,
    ...linkSubjectOf(claims, foreign),
    clientId: clientIdOf(claims),
    roles: rolesOf(claims, names),
    permissions: (permissions ? undefined : names(claims, 'permissions')) ?? [],
    authorizationDetails: foreign ? detailsUnderstood(details) : ourDetails(details),
    scope: scopeOf(claims, names),
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
    claims,
  };
  // A token confined to what is not understood is not one without confines.
  if (isConfined(details) && stated.authorizationDetails.length === 0) {
    return { ...stated, permissions: [] };
  }
  return permissions ? { ...stated, permissions: [...permissions(stated)] } : stated;
}

/** Only our issuer makes links. */
function linkSubjectOf(claims: JWTPayload, foreign: boolean): { linkSubject?: string } {
  const linkSubject = claims['link_subject'];
  return typeof linkSubject === 'string' && !foreign ? { linkSubject } : {};
}

/** How a list of names is read; undefined when it was left out. */
type ReadNames = (claims: Record<string, unknown>, name: string) => string[] | undefined;

const ourNames: ReadNames = (claims, name) => {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (!isStrings(value)) throw invalid(name);
  return value;
};

/** Elsewhere one string may hold them all, as `scope` does everywhere. */
const foreignNames: ReadNames = (claims, name) => {
  const value = claims[name];
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
};

/** `roles` of RFC 9068, section 2.2.3.1, or Keycloak's `realm_access.roles`. */
function rolesOf(claims: JWTPayload, names: ReadNames): string[] {
  const realm = claims['realm_access'];
  return names(claims, 'roles') ?? (isRecord(realm) ? names(realm, 'roles') : undefined) ?? [];
}

/** `scope` of RFC 9068, section 2.2.3; `scp` at Entra ID, and as a list at Okta. */
function scopeOf(claims: JWTPayload, names: ReadNames): string[] {
  const scope = claims['scope'] ?? claims['scp'];
  if (typeof scope === 'string') return scope.split(' ').filter(Boolean);
  return names({ scope }, 'scope') ?? [];
}

function ourDetails(details: unknown): AuthorizationDetail[] {
  if (details === undefined) return [];
  if (!Array.isArray(details) || !details.every(isDetail)) throw invalid('authorization_details');
  return details;
}

/** Of RFC 9396, section 2 only `type` is there in every detail; what else there is, is each API's. */
function detailsUnderstood(details: unknown): AuthorizationDetail[] {
  return Array.isArray(details) ? details.filter(isDetail) : [];
}

/** Whether there are details, of whatever shape. */
function isConfined(details: unknown): boolean {
  return details !== undefined && !(Array.isArray(details) && details.length === 0);
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return (
    isRecord(value) &&
    typeof value['type'] === 'string' &&
    typeof value['identifier'] === 'string' &&
    isStrings(value['actions'])
  );
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const invalid = (claim: string): GuardError =>
  new GuardError('token_claim_invalid', {
    description: `The claim ${claim} of the access token is missing or unusable.`,
  });
