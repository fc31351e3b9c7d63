import { queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Answer, Item } from '../../api/answers.ts';
import { bodyOf, api as client } from '../../api/client.ts';

export type Role = Item<'/roles'>;
export type Api = Item<'/apis'>;
/** An API, and what is sent along with a change so that it is of this very state. */
export type ApiDetails = Answer<'/apis/{api}'> & { etag: string };

export const apisQuery = queryOptions({
  queryKey: ['apis', 'all'],
  queryFn: ({ signal }) => allItems((query) => client.GET('/apis', { signal, params: { query } })),
});

/** @param api what stands for it in a path */
export const apiQuery = (api: string) =>
  queryOptions({
    queryKey: ['apis', 'one', api],
    queryFn: async ({ signal }): Promise<ApiDetails> => {
      const answer = await client.GET('/apis/{api}', { signal, params: { path: { api } } });
      return { ...bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });

/** A role, and what is sent along with a change so that it is of this very state. */
export const roleQuery = (role: string) =>
  queryOptions({
    queryKey: ['roles', 'one', role],
    queryFn: async ({ signal }) => {
      const answer = await client.GET('/roles/{role}', { signal, params: { path: { role } } });
      return { role: bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });
