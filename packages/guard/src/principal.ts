import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import type { JWTPayload } from 'jose';
import { GuardError } from './errors.ts';

/** Who calls, and what they may do here. */
export interface Principal {
  kind: PrincipalKind;
  /** User id, client id, or `link:<id>`: the key to remember somebody by, within one issuer. */
  subject: string;
  clientId: string | undefined;
  roles: readonly string[];
  permissions: readonly string[];
  /** Resources that the token is confined to. Empty when it is not. */
  authorizationDetails: readonly AuthorizationDetail[];
  scope: readonly string[];
  /** Present where the API is configured to know them. */
  name?: string;
  email?: string;
  /** Everything that the token says. */
  claims: Readonly<JWTPayload>;
}

/** @throws GuardError `token_claim_invalid` when a claim that decides something is not of its shape. */
export function principalOf(claims: JWTPayload): Principal {
  const { sub, name, email } = claims;
  if (typeof sub !== 'string' || sub === '') throw invalid('sub');
  const clientId = clientIdOf(claims);
  return {
    kind: kindOf(claims, clientId),
    subject: sub,
    clientId,
    roles: rolesOf(claims),
    permissions: strings(claims, 'permissions') ?? [],
    authorizationDetails: detailsOf(claims),
    scope: scopeOf(claims),
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
    claims,
  };
}

/** `client_id` of RFC 9068; `azp` at Auth0, Keycloak and Google; `azp` or `appid` at Entra ID. */
function clientIdOf({ client_id, azp, appid }: JWTPayload): string | undefined {
  return [client_id, azp, appid].find((value) => typeof value === 'string');
}

/**
 * Ours say it. Elsewhere a client by itself is its own subject (RFC 9068, section 2.2), is marked by
 * `idtyp` (Entra ID) or by a suffix of its subject (Auth0).
 */
function kindOf({ sub, sub_kind, idtyp }: JWTPayload, clientId?: string): PrincipalKind {
  if (sub_kind === 'user' || sub_kind === 'client' || sub_kind === 'link') return sub_kind;
  const alone = sub === clientId || sub === `${clientId}@clients` || idtyp === 'app';
  return alone ? 'client' : 'user';
}

/** `roles` of RFC 9068, section 2.2.3.1, or Keycloak's `realm_access.roles`. */
function rolesOf(claims: JWTPayload): string[] {
  const realm = claims['realm_access'];
  return strings(claims, 'roles') ?? (isRecord(realm) ? strings(realm, 'roles') : undefined) ?? [];
}

/** `scope` of RFC 9068, section 2.2.3; `scp` at Entra ID, and as a list at Okta. */
function scopeOf(claims: JWTPayload): string[] {
  const scope = claims['scope'] ?? claims['scp'];
  if (typeof scope === 'string') return scope.split(' ').filter(Boolean);
  return strings({ scope }, 'scope') ?? [];
}

/** Details that are not understood are no reason to treat the token as one without any. */
function detailsOf(claims: JWTPayload): AuthorizationDetail[] {
  const details = claims['authorization_details'];
  if (details === undefined) return [];
  if (!Array.isArray(details) || !details.every(isDetail)) throw invalid('authorization_details');
  return details;
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return (
    isRecord(value) &&
    typeof value['type'] === 'string' &&
    typeof value['identifier'] === 'string' &&
    strings(value, 'actions') !== undefined
  );
}

/** A list of strings, undefined when left out. */
function strings(claims: Record<string, unknown>, name: string): string[] | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw invalid(name);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const invalid = (claim: string): GuardError =>
  new GuardError('token_claim_invalid', {
    description: `The claim ${claim} of the access token is missing or unusable.`,
  });
