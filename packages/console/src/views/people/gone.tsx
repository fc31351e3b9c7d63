import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { Who } from '../../ui/who.tsx';

type Former = Item<'/former-users'>;

const formerQuery = infiniteQueryOptions({
  queryKey: ['users', 'former'],
  queryFn: async ({ pageParam, signal }) =>
    bodyOf(
      await api.GET('/former-users', {
        signal,
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
});

/** Accounts that were deleted or merged: when, by whom and why. Who they were is not kept. */
export function Gone() {
  const texts = useTexts().gone;
  const query = useInfiniteQuery(formerQuery);
  return (
    <Pages query={query} empty={<Empty title={texts.none} text={texts.noneText} />}>
      {(items) => (
        <List label={texts.title} columns={columnsOf(texts)} items={items} keyOf={({ id }) => id} />
      )}
    </Pages>
  );
}

const columnsOf = (texts: Texts['gone']): Column<Former>[] => [
  {
    key: 'name',
    title: texts.account,
    cell: (former) => (
      <>
        <Link className="row-link" to="/audit" search={{ subject: `user:${former.id}` }}>
          <code title={former.id}>{former.id.slice(0, 8)}…</code>
        </Link>
        <div className="narrow-only small">
          <Why {...former} /> · <Moment at={former.ended_at} />
        </div>
      </>
    ),
  },
  { key: 'why', title: texts.why, wideOnly: true, cell: (former) => <Why {...former} /> },
  {
    key: 'created',
    title: texts.when,
    wideOnly: true,
    cell: ({ ended_at: at }) => <Moment at={at} />,
  },
];

/** `merged into Bob, by Admin` */
function Why({ why, ended_by: by, merged_into: into }: Former) {
  const texts = useTexts().gone;
  return (
    <>
      {texts.reasons[why]}
      {into && (
        <>
          {' '}
          <Who name={`user:${into}`} />
        </>
      )}
      {why !== 'self' && why !== 'configuration' && (
        <>
          , {texts.by} <Who name={by} />
        </>
      )}
    </>
  );
}
