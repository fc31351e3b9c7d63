import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import { describeUnmet, findUnmet, type Unmet } from '@sallyport/protocol/routes/requirement.ts';
import { challenge } from '../authenticate/challenge.ts';
import { type Refusal, type Rule, refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Clock } from '../settings.ts';

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
  const unmet = findUnmet(principal, route, parameters, clock.wall() / 1_000);
  return unmet && refusalOf(unmet, route);
}

function refusalOf(unmet: Unmet, route: CompiledRoute): Refusal {
  const description = describeUnmet(unmet, route.api);
  if (unmet.kind === 'acr' || unmet.kind === 'max_age') {
    // Both requirements are told, whichever was not met: one sign-in should do (RFC 9470, section 3).
    const hints = { acr_values: route.acr ?? [], max_age: route.maxAge ?? undefined };
    return refused('insufficient_user_authentication', description, hints, ruleOf(unmet));
  }
  return refused('insufficient_scope', description, { scope: scopeOf(unmet) }, ruleOf(unmet));
}

/** What a client could ask for, where that is known. */
const scopeOf = (unmet: Unmet): string[] | undefined =>
  unmet.kind === 'permissions' || unmet.kind === 'scopes' ? unmet.missing : undefined;

function ruleOf(unmet: Unmet): Rule {
  switch (unmet.kind) {
    case 'permissions':
    case 'scopes':
    case 'roles':
      return { name: `require.${unmet.kind}`, missing: unmet.missing };
    case 'details':
    case 'confined':
      return { name: 'require.details', missing: [] };
    case 'organization':
      return { name: 'require.organization', missing: [] };
    case 'acr':
      return { name: 'require.acr', missing: [...unmet.accepted] };
    case 'max_age':
      return { name: 'require.max_age', missing: [] };
  }
}

const refused = (
  error: 'insufficient_scope' | 'insufficient_user_authentication',
  description: string,
  hints: Parameters<typeof challenge>[2],
  rule: Rule,
): Refusal => ({ ...refusal(error, description, challenge(error, description, hints)), rule });
