import type { QueryKey, UseQueryOptions } from '@tanstack/react-query';
import { queryClient } from '../api/queries.ts';
import { isMet, permissionsOf, sessionQuery } from './session.ts';

/**
 * Asks for what a view shows while the view's file is still being loaded. Unless it is known that the person
 * may read it everywhere, the view asks, which knows what it may ask for.
 */
export function readEarly<Data, Key extends QueryKey>(
  need: string,
  query: UseQueryOptions<Data, Error, Data, Key>,
): void {
  const known = queryClient.getQueryData(sessionQuery.queryKey);
  if (!known?.signedIn) return;
  const everywhere = permissionsOf(known);
  if (isMet(need, everywhere, everywhere)) void queryClient.prefetchQuery(query);
}
