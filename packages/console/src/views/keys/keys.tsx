import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Loading, Page, Section } from '../../ui/page.tsx';
import { type Span, spansOf } from '../../ui/span.ts';
import { SpanBar } from '../../ui/span-bar.tsx';
import { type Asked, KeyDialog } from './key-dialog.tsx';
import { Providers } from './providers.tsx';

type Key = Item<'/keys'> & { span: Span };

/** The keys of the server on a time line, and the providers that people sign in at. */
export function Keys() {
  const texts = useTexts().keys;
  const mayKeys = useMay<'GET /keys'>('keys:read');
  const mayProviders = useMay<'GET /providers'>('providers:read');
  return (
    <Page title={texts.title} lead={texts.lead}>
      {mayKeys && <ServerKeys />}
      {mayProviders && <Providers />}
    </Page>
  );
}

function ServerKeys() {
  const texts = useTexts().keys;
  const { data, error, refetch } = useQuery({
    queryKey: ['keys'],
    queryFn: async ({ signal }) => {
      const { items } = bodyOf(await api.GET('/keys', { signal }));
      const spans = spansOf(items, new Date());
      return items.map((key, index): Key => ({ ...key, span: spans[index]! }));
    },
  });
  const may = useMay<'POST /keys/rotate' | 'POST /keys/{kid}/withdraw'>('keys:write');
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: texts.use,
      cell: ({ use, alg, kid, ...key }) => (
        <>
          <div className="item-name">
            {texts.uses[use]} <span className="quiet">{alg}</span>
          </div>
          <code className="quiet small" title={kid}>
            {kid.slice(0, 16)}
          </code>
          <div className="narrow-only quiet">
            <Times from={key.signs_from} until={key.retired_at} />
          </div>
        </>
      ),
    },
    {
      key: 'span',
      title: texts.timeLine,
      wideOnly: true,
      cell: ({ span, state }) => <SpanBar span={span} isOver={state !== 'signing'} />,
    },
    {
      key: 'status',
      title: texts.state,
      cell: ({ state }) => (
        <Badge kind={state === 'signing' ? 'good' : 'plain'}>{texts.states[state]}</Badge>
      ),
    },
    {
      key: 'created',
      title: texts.times,
      wideOnly: true,
      cell: (key) => <Times from={key.signs_from} until={key.retired_at} />,
    },
  ];
  if (may) {
    columns.push({
      key: 'actions',
      title: '',
      cell: ({ kid, state }) =>
        state !== 'withdrawn' && (
          <Button size="small" onPress={() => setAsked({ kid, signs: state === 'signing' })}>
            {texts.withdraw}
          </Button>
        ),
    });
  }
  return (
    <Section
      title={texts.server}
      lead={texts.serverLead}
      actions={may && <Button onPress={() => setAsked('rotate')}>{texts.rotate}</Button>}
    >
      {asked && <KeyDialog asked={asked} onClose={() => setAsked(null)} />}
      {error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={3} />
      ) : (
        <List label={texts.server} columns={columns} items={data} keyOf={({ kid }) => kid} />
      )}
    </Section>
  );
}

const Times = ({ from, until }: { from: string; until: string | null }) => (
  <>
    <Moment at={from} />
    {until && (
      <>
        {' – '}
        <Moment at={until} />
      </>
    )}
  </>
);
