import { queryOptions } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Client = Item<'/clients'>;

export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/clients', { signal })).items,
});
