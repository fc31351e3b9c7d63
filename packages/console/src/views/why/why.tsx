import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Field } from '../../ui/field.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { ReceiptChain } from './receipt-chain.tsx';

/** Why a request was refused: the receipt that the gateway has kept, drawn as the way the request went. */
export function Why() {
  const { id } = useSearch({ from: '/why' });
  const navigate = useNavigate({ from: '/why' });
  const texts = useTexts().why;
  const [text, setText] = useState(id ?? '');
  const query = useQuery({
    queryKey: ['receipts', id],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/receipts/{id}', { signal, params: { path: { id: id! } } })).items,
    enabled: id !== undefined,
  });
  const isGone = query.error instanceof ApiError && query.error.problem.status === 404;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <form
        className="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ search: { id: text.trim() || undefined } });
        }}
      >
        <Field label={texts.id} note={texts.idNote} value={text} onChange={setText} />
        <Button type="submit" kind="primary" isPending={query.isFetching}>
          {texts.ask}
        </Button>
      </form>
      {id === undefined ? (
        <Empty title={texts.start} text={texts.startText}>
          <Link to="/what-if">{texts.noId}</Link>
        </Empty>
      ) : isGone || query.data?.length === 0 ? (
        <Empty title={texts.gone} text={texts.goneText} />
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading rows={4} />
      ) : (
        query.data.map((receipt) => <ReceiptChain key={receipt.at} receipt={receipt} />)
      )}
    </Page>
  );
}
