import { queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Answer, Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Group = Item<'/groups'>;
export type GroupDetails = Answer<'/groups/{group}'>;

/** Those right below a group, or, of null, below none. */
export const subgroupsQuery = (parent: string | null) =>
  queryOptions({
    queryKey: ['groups', 'below', parent],
    queryFn: ({ signal }) =>
      allItems((page) =>
        api.GET('/groups', {
          signal,
          params: { query: { ...page, ...(parent === null ? { top: 'true' } : { parent }) } },
        }),
      ),
  });

/** Those whose name fits, wherever they are. */
export const foundGroupsQuery = (q: string) =>
  queryOptions({
    queryKey: ['groups', 'found', q],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/groups', { signal, params: { query: { q, limit: 100 } } })).items,
  });

/** A group, and what is sent along with a change so that it is of this very state. */
export const groupQuery = (group: string) =>
  queryOptions({
    queryKey: ['groups', 'one', group],
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/groups/{group}', { signal, params: { path: { group } } });
      return { group: bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });
