import { isAllowed } from '@sallyport/protocol/access.ts';
import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { challenge } from '../authenticate/challenge.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Clock } from '../settings.ts';
import { judgeUserAuthentication } from './user-authentication.ts';

/**
 * Whether a principal may use a route with these path parameters: null, or why not.
 * Evaluated on each request; never cached.
 */
export function authorize(
  principal: SwapPrincipal,
  route: CompiledRoute,
  parameters: readonly string[],
  clock: Pick<Clock, 'wall'>,
): Refusal | null {
  const details = route.details && withParameters(route.details, route.names, parameters);
  const requirement = {
    ...(route.permissions ? { permissions: route.permissions } : {}),
    ...(details ? { details } : {}),
  };
  // `isAllowed` refuses confined tokens wherever no resource is named, a bare route included.
  if (!isAllowed(principal, requirement)) return explain(principal, route, details);
  const missing = missingOf(route.scopes, principal.scope);
  if (missing.length > 0) return lacks('scope', missing, missing);
  const roles = missingOf(route.roles, principal.roles ?? []);
  if (roles.length > 0) return lacks('role', roles);
  // Last: signing in anew helps only where nothing else is missing.
  return judgeUserAuthentication(principal, route, clock);
}

function withParameters(
  details: AuthorizationDetail,
  names: readonly string[],
  parameters: readonly string[],
): AuthorizationDetail {
  const identifier = details.identifier.replace(
    /\{([^}]*)\}/g,
    (_, name: string) => parameters[names.indexOf(name)] ?? '',
  );
  return { ...details, identifier };
}

function explain(
  principal: SwapPrincipal,
  route: CompiledRoute,
  details: AuthorizationDetail | undefined,
): Refusal {
  const missing = missingOf(route.permissions ?? [], principal.permissions);
  if (principal.authorization_details.length > 0 && !details) {
    return insufficient(
      'This access token is only for particular resources, and this route names none.',
    );
  }
  if (details && (principal.authorization_details.length > 0 || missing.length === 0)) {
    const { type, identifier, actions } = details;
    return insufficient(`This needs a token for ${type} ${identifier} (${actions.join(', ')}).`);
  }
  return lacks('permission', missing, missing, ` at ${route.api}`);
}

const missingOf = (required: readonly string[], held: readonly string[]): string[] =>
  required.filter((name) => !held.includes(name));

/** @param scope what a client could ask for, where that is known */
function lacks(noun: string, names: string[], scope?: readonly string[], where = ''): Refusal {
  const nouns = names.length === 1 ? noun : `${noun}s`;
  return insufficient(`This needs the ${nouns} ${names.join(', ')}${where}.`, scope);
}

function insufficient(description: string, scope?: readonly string[]): Refusal {
  const headers = challenge('insufficient_scope', description, { scope });
  return refusal('insufficient_scope', description, headers);
}
