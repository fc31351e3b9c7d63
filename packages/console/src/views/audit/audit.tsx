import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api, base, bodyOf } from '../../api/client.ts';
import { useTexts } from '../../texts/texts.ts';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { ChainState } from './chain-state.tsx';
import { Events } from './events.tsx';
import { type Filter, queryOf } from './filter.ts';

const auditQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/audit', {
          signal,
          params: {
            query: { limit: 30, ...queryOf(filter), ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

/** The browser keeps it as a file: however long it is, this page does not hold it. */
const exportOf = (filter: Filter): string =>
  `${base}api/audit/export?${new URLSearchParams(queryOf(filter))}`;

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
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <a
          className="button button-plain button-normal"
          href={exportOf(filter)}
          download="audit.jsonl"
          title={texts.exportNote}
        >
          {texts.export}
        </a>
      }
    >
      <ChainState />
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
        {(events) => <Events label={texts.title} events={events} />}
      </Pages>
    </Page>
  );
}
