import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { allItems } from '../../api/all-items.ts';
import type { Answer, Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Organization = Item<'/organizations'>;
export type OrganizationDetails = Answer<'/organizations/{organization}'>;
export type Member = Item<'/organizations/{organization}/members'>;
export type Branding = Answer<'/organizations/{organization}/branding'>;
export type Domain = Item<'/organizations/{organization}/domains'>;
/** Whether it has to be proved follows from who gives it. */
export type NewDomain = Pick<Domain, 'domain' | 'provider' | 'admits'>;

/** Page after page. @param q how a key or a name begins */
export const organizationsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['organizations', 'list', q],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(q && { q }), ...(pageParam && { cursor: pageParam }) };
      return bodyOf(await api.GET('/organizations', { signal, params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

/** One, and what is sent along with a change so that it is of this very state. */
export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organizations', 'one', organization],
    queryFn: async ({ signal }) => {
      const params = { path: { organization } };
      const answer = await api.GET('/organizations/{organization}', { signal, params });
      return { organization: bodyOf(answer), etag: answer.response.headers.get('etag') ?? '*' };
    },
  });

export const membersQuery = (organization: string) =>
  infiniteQueryOptions({
    queryKey: ['organizations', 'members', organization],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam && { cursor: pageParam }) };
      const params = { path: { organization }, query };
      return bodyOf(await api.GET('/organizations/{organization}/members', { signal, params }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

/** Of one, and what is sent along with a change so that it is of this very state. */
export const brandingQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organizations', 'branding', organization],
    queryFn: async ({ signal }): Promise<{ branding: Branding; etag: string }> => {
      const params = { path: { organization } };
      const answer = await api.GET('/organizations/{organization}/branding', { signal, params });
      const { colors = {}, ...rest } = bodyOf(answer);
      return {
        branding: { ...rest, ...(Object.keys(colors).length > 0 && { colors }) },
        etag: answer.response.headers.get('etag') ?? '*',
      };
    },
  });

export const domainsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['organizations', 'domains', organization],
    queryFn: ({ signal }) =>
      allItems((query) =>
        api.GET('/organizations/{organization}/domains', {
          signal,
          params: { path: { organization }, query },
        }),
      ),
  });

export const invitationsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['invitations', 'into', organization],
    queryFn: async ({ signal }) => {
      const all = await allItems((query) =>
        api.GET('/invitations', { signal, params: { query: { ...query, organization } } }),
      );
      return all.filter(({ status }) => status === 'open');
    },
  });
