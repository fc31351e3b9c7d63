import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Answer, Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type User = Item<'/users'>;

/** A person, and what is sent along with a change so that it is of this very state. */
export type UserDetails = Answer<'/users/{id}'> & { etag: string };

const pageSize = 50;

/** What `GET /users` is narrowed by; who is invited has no account yet, and who is gone has none any more. */
type UserStatus = 'active' | 'disabled';

export const peopleStatuses = ['invited', 'active', 'disabled', 'gone'] as const;
export type PeopleStatus = (typeof peopleStatuses)[number];

interface Wanted {
  /** How an address or a name begins. */
  q?: string | undefined;
  status?: UserStatus | undefined;
}

/** People page after page. */
export const usersQuery = ({ q, status }: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['users', 'list', q ?? '', status ?? ''],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/users', {
          signal,
          params: {
            query: {
              limit: pageSize,
              ...(q && { q }),
              ...(status && { status }),
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
    queryFn: async ({ signal }): Promise<UserDetails> => {
      const answer = await api.GET('/users/{id}', { signal, params: { path: { id } } });
      return { ...bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });

export const rolesQuery = queryOptions({
  queryKey: ['roles', 'all'],
  queryFn: ({ signal }) => allItems((query) => api.GET('/roles', { signal, params: { query } })),
});

export const groupsQuery = queryOptions({
  queryKey: ['groups', 'all'],
  queryFn: ({ signal }) => allItems((query) => api.GET('/groups', { signal, params: { query } })),
});

/** The few that fit best, for the palette. */
export const findUsersQuery = (text: string) =>
  queryOptions({
    queryKey: ['users', 'find', text],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/users', { signal, params: { query: { limit: 6, q: text } } })).items,
    placeholderData: (before) => before,
  });
