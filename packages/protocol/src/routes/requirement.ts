import { isAllowed } from '../access.ts';
import { isAcr, reaches } from '../acr.ts';
import type { AuthorizationDetail } from '../authorization-details.ts';
import type { SwapPrincipal } from '../internal.ts';
import type { Route } from '../route.ts';

/** What a route asks of its callers, made ready to be compared. */
export interface RouteRequirement {
  /** The audience of what its callers are judged by. Empty at a public route. */
  api: string;
  permissions: readonly string[] | undefined;
  details: AuthorizationDetail | undefined;
  /** Any; or that of this key, which may name a path parameter; null where none is needed. */
  organization: true | string | null;
  scopes: readonly string[];
  roles: readonly string[];
  /** What one of them a person must have signed in by; null for any. */
  acr: readonly string[] | null;
  /** Seconds; null for any. */
  maxAge: number | null;
  /** Names of the path's parameters, in order; `*` is the last one. */
  names: readonly string[];
  /** Whether it asks for what `*` of the path stands for. */
  needsRest: boolean;
}

export function requirementOf({ api = '', require = {} }: Route, names: string[]) {
  const { permissions, details, scopes = [], roles = [], acr = null, max_age = null } = require;
  const { organization = null } = require;
  const named = [details?.identifier, organization];
  const needsRest = named.some((text) => typeof text === 'string' && text.includes('{*}'));
  const signIn = { acr, maxAge: max_age };
  return { api, permissions, details, organization, scopes, roles, ...signIn, names, needsRest };
}

/** The methods that a route with these is for; null for all. `HEAD` is served where `GET` is (RFC 9110, section 9.3.2). */
export const withHead = (methods: readonly string[] | undefined): ReadonlySet<string> | null =>
  methods ? new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods) : null;

/** Which requirement of a route a caller does not meet. */
export type Unmet =
  | { kind: 'permissions' | 'scopes' | 'roles'; missing: string[] }
  /** The token is confined to other resources, or nothing gives its holder this one. */
  | { kind: 'details'; detail: AuthorizationDetail; confined: boolean }
  /** The token is for particular resources only, and the route names none. */
  | { kind: 'confined' }
  /** The token is for none, or for another one; null where any would do. */
  | { kind: 'organization'; key: string | null }
  | { kind: 'acr'; accepted: readonly string[] }
  | { kind: 'max_age'; seconds: number };

/**
 * Whether a principal meets the requirement of a route with these path parameters: null, or the first
 * that is not met. Gateways evaluate it for each request, and `explain` for the same answer.
 *
 * @param now in seconds since the Unix epoch.
 */
export function findUnmet(
  principal: SwapPrincipal,
  route: RouteRequirement,
  parameters: readonly string[],
  now: number,
): Unmet | null {
  const organization = unmetOrganization(principal, route, parameters);
  if (organization) return organization;
  const details = resourceOf(route, parameters);
  const requirement = {
    ...(route.permissions ? { permissions: route.permissions } : {}),
    ...(details ? { details } : {}),
  };
  // `isAllowed` refuses confined tokens wherever no resource is named, a bare route included.
  if (!isAllowed(principal, requirement)) return unmetAccess(principal, route, details);
  const scopes = missingOf(route.scopes, principal.scope);
  if (scopes.length > 0) return { kind: 'scopes', missing: scopes };
  const roles = missingOf(route.roles, principal.roles ?? []);
  if (roles.length > 0) return { kind: 'roles', missing: roles };
  // Last: signing in anew helps only where nothing else is missing.
  return unmetSignIn(principal, route, now);
}

/**
 * Whether the person behind a request signed in strongly and lately enough for a route (RFC 9470). A
 * client that acts for itself, and a link, have no person who could have signed in.
 */
export function unmetSignIn(
  { acr, auth_time }: Pick<SwapPrincipal, 'acr' | 'auth_time'>,
  route: Pick<RouteRequirement, 'acr' | 'maxAge'>,
  now: number,
): Unmet | null {
  const accepted = route.acr ?? [];
  if (accepted.length > 0 && !accepted.some((value) => satisfies(acr, value))) {
    return { kind: 'acr', accepted };
  }
  if (route.maxAge === null) return null;
  const age = auth_time === undefined ? Number.POSITIVE_INFINITY : now - auth_time;
  return age > route.maxAge ? { kind: 'max_age', seconds: route.maxAge } : null;
}

/** For the caller, the log and explanations. */
export function describeUnmet(unmet: Unmet, api: string): string {
  switch (unmet.kind) {
    case 'permissions':
      return `${needs('permission', unmet.missing)} at ${api}.`;
    case 'scopes':
      return `${needs('scope', unmet.missing)}.`;
    case 'roles':
      return `${needs('role', unmet.missing)}.`;
    case 'details': {
      const { type, identifier, actions } = unmet.detail;
      const role = unmet.confined ? '' : ', or a role on it';
      return `This needs a token for ${type} ${identifier} (${actions.join(', ')})${role}.`;
    }
    case 'confined':
      return 'This access token is only for particular resources, and this route names none.';
    case 'organization':
      return unmet.key === null
        ? 'This needs an access token for an organization.'
        : `This needs an access token for the organization ${unmet.key}.`;
    case 'acr':
      return 'This needs another way of signing in.';
    case 'max_age':
      return 'This needs a more recent sign-in.';
  }
}

const needs = (noun: string, names: readonly string[]): string =>
  `This needs the ${names.length === 1 ? noun : `${noun}s`} ${names.join(', ')}`;

/** The resource that a request to a route is about; null where the route names none. */
export const resourceOf = (
  { details, names }: RouteRequirement,
  parameters: readonly string[],
): AuthorizationDetail | null => (details ? withParameters(details, names, parameters) : null);

/** Before all else: what its roles and permissions are depends on it. */
export function unmetOrganization(
  { organization: held }: Pick<SwapPrincipal, 'organization'>,
  { organization: wanted, names }: Pick<RouteRequirement, 'organization' | 'names'>,
  parameters: readonly string[],
): Extract<Unmet, { kind: 'organization' }> | null {
  if (wanted === null) return null;
  const key = wanted === true ? null : filled(wanted, names, parameters);
  return held && (key === null || held.key === key) ? null : { kind: 'organization', key };
}

const withParameters = (
  details: AuthorizationDetail,
  names: readonly string[],
  parameters: readonly string[],
): AuthorizationDetail => ({
  ...details,
  identifier: filled(details.identifier, names, parameters),
});

const filled = (text: string, names: readonly string[], parameters: readonly string[]): string =>
  text.replace(/\{([^}]*)\}/g, (_, name: string) => parameters[names.indexOf(name)] ?? '');

function unmetAccess(
  principal: SwapPrincipal,
  route: RouteRequirement,
  detail: AuthorizationDetail | null,
): Unmet {
  const confined = principal.authorization_details.length > 0;
  const missing = missingOf(route.permissions ?? [], principal.permissions);
  if (confined && !detail) return { kind: 'confined' };
  if (detail && (confined || missing.length === 0)) return { kind: 'details', detail, confined };
  return { kind: 'permissions', missing };
}

const missingOf = (required: readonly string[], held: readonly string[]): string[] =>
  required.filter((name) => !held.includes(name));

/** A level of the issuer includes those before it; anything else has to be the same. */
const satisfies = (acr: string | undefined, accepted: string): boolean =>
  acr !== undefined &&
  (acr === accepted || (isAcr(acr) && isAcr(accepted) && reaches(acr, accepted)));
