import { queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Answer, Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Client = Item<'/clients'>;

/** A client, and what is sent along with a change so that it is of this very state. */
export type ClientDetails = Answer<'/clients/{id}'> & { etag: string };

export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  queryFn: ({ signal }) => allItems((query) => api.GET('/clients', { signal, params: { query } })),
});

export const clientQuery = (id: string) =>
  queryOptions({
    queryKey: ['clients', 'one', id],
    queryFn: async ({ signal }): Promise<ClientDetails> => {
      const answer = await api.GET('/clients/{id}', { signal, params: { path: { id } } });
      return { ...bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });

/** When it last got a token. */
export const lastTokenQuery = (id: string) =>
  queryOptions({
    queryKey: ['clients', 'last-token', id],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/clients/{id}/last-token', { signal, params: { path: { id } } })),
  });
