import { isAllowed } from '@sallyport/protocol/access.ts';
import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { challenge } from '../authenticate/challenge.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';

/**
 * Whether a principal may use a route with these path parameters: null, or why not.
 * Evaluated on each request; never cached.
 */
export function authorize(
  principal: SwapPrincipal,
  route: CompiledRoute,
  parameters: readonly string[],
): Refusal | null {
  const details = route.details && withParameters(route.details, route.names, parameters);
  const requirement = {
    ...(route.permissions ? { permissions: route.permissions } : {}),
    ...(details ? { details } : {}),
  };
  // `isAllowed` refuses confined tokens wherever no resource is named, a bare route included.
  if (isAllowed(principal, requirement)) return null;
  return explain(principal, route, details);
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
  const missing = (route.permissions ?? []).filter((name) => !principal.permissions.includes(name));
  if (principal.authorization_details.length > 0 && !details) {
    return insufficient(
      'This access token is only for particular resources, and this route names none.',
    );
  }
  if (details && (principal.authorization_details.length > 0 || missing.length === 0)) {
    const { type, identifier, actions } = details;
    return insufficient(`This needs a token for ${type} ${identifier} (${actions.join(', ')}).`);
  }
  const noun = missing.length === 1 ? 'permission' : 'permissions';
  return insufficient(`This needs the ${noun} ${missing.join(', ')} at ${route.api}.`, missing);
}

function insufficient(description: string, scope?: readonly string[]): Refusal {
  const headers = challenge('insufficient_scope', description, scope);
  return refusal('insufficient_scope', description, headers);
}
