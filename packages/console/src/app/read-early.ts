import type { QueryKey, UseQueryOptions } from '@tanstack/react-query';
import { queryClient } from '../api/queries.ts';
import { permissionsOf, sessionQuery } from './session.ts';

/**
 * Asks for what a view shows while the view itself is still on its way. Who is not known to be allowed waits
 * for the view, which knows what it may ask for.
 */
export function readEarly<Data, Key extends QueryKey>(
  permission: string,
  query: UseQueryOptions<Data, Error, Data, Key>,
): void {
  const known = queryClient.getQueryData(sessionQuery.queryKey);
  if (known?.signedIn && permissionsOf(known).has(permission)) {
    void queryClient.prefetchQuery(query);
  }
}
