import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { useTexts } from '../../texts/texts.ts';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { AuditEvent } from './audit-event.tsx';

const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: async ({ pageParam, signal }) =>
    bodyOf(
      await api.GET('/audit', {
        signal,
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
});

/** Who did what, newest first. */
export function Audit() {
  const texts = useTexts().audit;
  const query = useInfiniteQuery(auditQuery);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Pages query={query} empty={<Empty title={texts.none} text={texts.noneText} />}>
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
