import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { useTexts } from '../../texts/texts.ts';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { AuditEvent } from './audit-event.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { type Filter, queryOf } from './filter.ts';

const auditQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/audit', {
          signal,
          params: {
            query: { limit: 50, ...queryOf(filter), ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

/** Who did what, newest first. */
export function Audit() {
  const filter = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const texts = useTexts().audit;
  const query = useInfiniteQuery(auditQuery(filter));
  const onFilter = useCallback(
    (change: Filter) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const isNarrow = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <AuditFilter filter={filter} onFilter={onFilter} />
      <Pages
        query={query}
        empty={
          <Empty
            title={isNarrow ? texts.noneSo : texts.none}
            text={isNarrow ? texts.noneSoText : texts.noneText}
          />
        }
      >
        {(events) => (
          <ol className="panel events">
            {events.map((event) => (
              <AuditEvent key={event.id} event={event} />
            ))}
          </ol>
        )}
      </Pages>
    </Page>
  );
}
