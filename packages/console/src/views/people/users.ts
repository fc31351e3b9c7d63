import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { paths } from '../../api/schema.ts';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type User = Answer<'/users'>['items'][number];
export type UserDetails = Answer<'/users/{id}'>;

const pageSize = 50;

/** People page after page; with an address, the one who has it. */
export const usersQuery = (email: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['users', 'list', email ?? ''],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/users', {
          signal,
          params: {
            query: {
              limit: pageSize,
              ...(email && { email }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', id],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/users/{id}', { signal, params: { path: { id } } })),
  });

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/roles', { signal })).items,
});

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async ({ signal }) => bodyOf(await api.GET('/groups', { signal })).items,
});
