import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { paths } from '../../api/schema.ts';

type Post = paths['/explain']['post'];
export type Explained = Post['responses'][200]['content']['application/json'];
export type Judged = Omit<NonNullable<Explained['what_if']>, 'gained' | 'lost'>;

/** As the address of the view has it. */
export interface Asked {
  user?: string | undefined;
  /** One that acts for itself. */
  client?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  give?: string[] | undefined;
  take?: string[] | undefined;
  join?: string[] | undefined;
  leave?: string[] | undefined;
}

export const hasTrial = ({ give, take, join, leave }: Asked): boolean =>
  [give, take, join, leave].some((names) => names !== undefined && names.length > 0);

/** What a gateway answers a person now, and what it would answer by way of trial. */
export const explainQuery = (asked: Asked) =>
  queryOptions({
    queryKey: [asked.user ? 'users' : 'clients', 'explain', asked],
    queryFn: async ({ signal }) => {
      const { user, client, method, path, give = [], take = [], join = [], leave = [] } = asked;
      return bodyOf(
        await api.POST('/explain', {
          signal,
          body: {
            ...(user && { user }),
            ...(client && { client }),
            ...(path ? { path, method: method ?? 'GET' } : {}),
            ...(hasTrial(asked) && {
              what_if: {
                give_roles: give,
                take_roles: take,
                give_groups: join,
                take_groups: leave,
              },
            }),
          },
        }),
      );
    },
    enabled: Boolean((asked.user ?? asked.client) && asked.path),
    placeholderData: (before) => before,
  });

/** An address or an id of a person; anything else is the id of a client. */
export const subjectOf = (text: string): Pick<Asked, 'user' | 'client'> =>
  /@|^[\da-f]{8}-[\da-f-]{27}$/.test(text)
    ? { user: text, client: undefined }
    : { user: undefined, client: text };
