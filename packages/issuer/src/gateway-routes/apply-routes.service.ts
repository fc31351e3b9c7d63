import { leftBy } from '@sallyport/base/routes/overlaps.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { Transaction } from '../database/connection.ts';
import { deleteOwnRoutes, lockRoutes, readRouteRows, replaceRoutes } from './routes.store.ts';

interface AppliedRoutes {
  /** Whether gateways have another table now. */
  changed: boolean;
  /** Those of administrators that the file has now: `route:orders`. */
  takenOver: string[];
  /** Those of administrators that the file has a part of. */
  drift: string[];
}

/**
 * Makes those of the file these. A route of an administrator's that is for nothing else than the file's is the file's now;
 * one that is for more stays, and the file's goes first.
 */
export async function applyRoutes(
  tx: Transaction,
  routes: readonly Route[],
): Promise<AppliedRoutes> {
  await lockRoutes(tx);
  const own = (await readRouteRows(tx)).flatMap(({ id, definition }) =>
    id === null ? [] : [{ id, left: leftBy(routes, definition) }],
  );
  const taken = own.filter(({ left }) => left === 'nothing').map(({ id }) => id);
  if (taken.length > 0) await deleteOwnRoutes(tx, taken);
  const replaced = await replaceRoutes(tx, routes);
  return {
    changed: replaced || taken.length > 0,
    takenOver: taken.map((id) => `route:${id}`),
    drift: own
      .filter(({ left }) => left === 'some')
      .map(({ id }) => `route:${id}: some of its methods are for a route of the file`),
  };
}
