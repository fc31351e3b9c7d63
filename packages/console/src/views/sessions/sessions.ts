import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';

export type Session = Item<'/sessions'>;

/** When a session was seen last, as its list is narrowed by it. */
export const seenRanges = ['hour', 'week'] as const;

export interface SessionFilter {
  user?: string | undefined;
  client?: string | undefined;
  /** Within the last hour, or not for a week. */
  seen?: (typeof seenRanges)[number] | undefined;
}

const hour = 3_600_000;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

export const sessionsQuery = ({ user, client, seen }: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: ['sessions', user ?? '', client ?? '', seen ?? ''],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/sessions', {
          signal,
          params: {
            query: {
              limit: 50,
              ...(user && { user }),
              ...(client && { client }),
              ...(seen === 'hour' && { seen_after: ago(hour) }),
              ...(seen === 'week' && { seen_before: ago(7 * 24 * hour) }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
