import { type Incoming, isPreflight } from '../http/incoming.ts';
import { refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import { allowsOrigin, preflightHeaders } from '../routes/cors.ts';
import type { Match, RouteTable } from '../routes/table.ts';
import { type Denied, deny, type Preflight } from './decision.ts';

/** A preflight is for the route that the request itself will take. */
export const matchOf = (table: RouteTable, incoming: Incoming): Match => {
  const method = isPreflight(incoming) ? incoming.requestedMethod! : incoming.method;
  return table.match(method, incoming.host, incoming.path);
};

/**
 * Whether a request passes without a caller being known: at a public route, and a preflight that is
 * the upstream's to answer. Browsers send preflights without credentials.
 */
export const isOpen = ({ isPublic, cors }: CompiledRoute, incoming: Incoming): boolean =>
  isPreflight(incoming) ? cors === 'upstream' || (isPublic && cors === null) : isPublic;

export function answerPreflight(route: CompiledRoute, incoming: Incoming): Preflight | Denied {
  const { cors, methods } = route;
  const description = 'The route does not allow pages of this origin: see its cors.';
  return cors !== null && cors !== 'upstream' && allowsOrigin(cors, incoming.origin!)
    ? { kind: 'preflight', route, headers: preflightHeaders(cors, methods, incoming) }
    : deny(
        { ...refusal('access_denied', description), rule: { name: 'cors', missing: [] } },
        route,
      );
}
