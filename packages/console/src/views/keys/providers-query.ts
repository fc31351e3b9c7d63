import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/providers', { signal })).items,
});
