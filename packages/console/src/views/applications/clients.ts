import { queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Item } from '../../api/answers.ts';
import { api } from '../../api/client.ts';

export type Client = Item<'/clients'>;

export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  queryFn: ({ signal }) => allItems((query) => api.GET('/clients', { signal, params: { query } })),
});
