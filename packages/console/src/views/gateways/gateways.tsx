import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { Barriers } from './barriers.tsx';

type Gateway = Item<'/gateways'>;

/** Milliseconds between two looks. */
const interval = 3_000;

/** The gateways that take-aways wait for, and how far each one is. */
export function Gateways() {
  const texts = useTexts().gateways;
  const query = useQuery({
    queryKey: ['gateways'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/gateways', { signal })).items,
    refetchInterval: interval,
  });
  const isSilent = useSilence(query.data, query.dataUpdatedAt);
  const columns: Column<Gateway>[] = [
    {
      key: 'name',
      title: texts.name,
      cell: ({ id, name }) => (
        <>
          <div className="item-name">{name}</div>
          <code className="quiet small">{id.slice(0, 8)}</code>
        </>
      ),
    },
    {
      key: 'lag',
      title: texts.state,
      cell: ({ id, lag }) =>
        isSilent(id) ? (
          <Badge kind="bad">{texts.silent}</Badge>
        ) : lag === 0 ? (
          <Badge kind="good">{texts.current}</Badge>
        ) : (
          <Badge kind="warning">{fill(texts.behind, { lag })}</Badge>
        ),
    },
    { key: 'position', title: texts.position, wideOnly: true, cell: ({ position }) => position },
    { key: 'leases', title: texts.leases, wideOnly: true, cell: ({ leases }) => leases },
    {
      key: 'when',
      title: texts.joined,
      wideOnly: true,
      cell: ({ joined_at: at }) => <Moment at={at} />,
    },
  ];
  return (
    <Page title={texts.title} lead={texts.lead}>
      {query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading rows={2} />
      ) : query.data.length === 0 ? (
        <Empty title={texts.none} text={texts.noneText} />
      ) : (
        <List label={texts.title} columns={columns} items={query.data} keyOf={({ id }) => id} />
      )}
      <Barriers />
    </Page>
  );
}

/** A lease is for some seconds: a gateway that has got none for so long asks for none. */
const silence = 15_000;

/** Says of a gateway whether it has got no lease for a while, as far as this page has seen. */
function useSilence(gateways: readonly Gateway[] | undefined, now: number) {
  const seen = useRef(new Map<string, { leases: number; at: number }>());
  for (const { id, leases } of gateways ?? []) {
    if (seen.current.get(id)?.leases !== leases) seen.current.set(id, { leases, at: now });
  }
  return (id: string): boolean => now - (seen.current.get(id)?.at ?? now) > silence;
}
