import { queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Role = Item<'/roles'>;
export type Api = Item<'/apis'>;

export const apisQuery = queryOptions({
  queryKey: ['apis', 'all'],
  queryFn: ({ signal }) => allItems((query) => api.GET('/apis', { signal, params: { query } })),
});

/** A role, and what is sent along with a change so that it is of this very state. */
export const roleQuery = (role: string) =>
  queryOptions({
    queryKey: ['roles', 'one', role],
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/roles/{role}', { signal, params: { path: { role } } });
      return { role: bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });

export const mayWriteRoles = (permissions: ReadonlySet<string>): boolean =>
  permissions.has('roles:write') || permissions.has('directory:write');
