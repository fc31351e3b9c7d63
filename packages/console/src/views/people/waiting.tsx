import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { PeopleTabs } from './people-tabs.tsx';

type Waiting = Item<'/waiting-list'>;

const waitingQuery = infiniteQueryOptions({
  queryKey: ['waiting-list'],
  queryFn: async ({ pageParam, signal }) =>
    bodyOf(
      await api.GET('/waiting-list', {
        signal,
        params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
});

/** Who asked to be let in, the one who waits longest first. */
export function WaitingList() {
  const texts = useTexts();
  const may = useMay<'POST /waiting-list/{id}/approve' | 'DELETE /waiting-list/{id}'>(
    'users:write',
  );
  const query = useInfiniteQuery(waitingQuery);
  const changes = [['waiting-list'], ['invitations']];
  const approve = useAction<Waiting>({
    run: ({ id }) => api.POST('/waiting-list/{id}/approve', { params: { path: { id } }, body: {} }),
    done: ({ name }) => fill(texts.waiting.approved, { name }),
    changes,
  });
  const remove = useAction<Waiting>({
    run: ({ id }) => api.DELETE('/waiting-list/{id}', { params: { path: { id } } }),
    done: ({ name }) => fill(texts.waiting.removed, { name }),
    changes,
  });
  const columns: Column<Waiting>[] = [
    {
      key: 'name',
      title: texts.people.name,
      cell: ({ name, email, joined_at: at }) => (
        <>
          <div className="item-name">{name}</div>
          <div className="quiet">{email}</div>
          <div className="quiet small narrow-only">
            {texts.waiting.since} <Moment at={at} />
          </div>
        </>
      ),
    },
    {
      key: 'when',
      title: texts.waiting.since,
      wideOnly: true,
      cell: ({ joined_at: at }) => <Moment at={at} />,
    },
  ];
  if (may) {
    columns.push({
      key: 'actions',
      title: '',
      cell: (person) => (
        <span className="badges">
          <Button size="small" onPress={() => approve.mutate(person)}>
            {texts.waiting.approve}
          </Button>
          <Button size="small" kind="quiet" onPress={() => remove.mutate(person)}>
            {texts.waiting.remove}
          </Button>
        </span>
      ),
    });
  }
  return (
    <Page title={texts.people.title} lead={texts.waiting.lead}>
      <PeopleTabs />
      <Pages
        query={query}
        empty={<Empty title={texts.waiting.none} text={texts.waiting.noneText} />}
      >
        {(items) => (
          <List
            label={texts.people.waiting}
            columns={columns}
            items={items}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
    </Page>
  );
}
