import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { ClientStatus } from './client-status.tsx';
import { type Client, clientsQuery } from './clients.ts';

/** Every client that may ask for tokens. */
export function Applications() {
  const texts = useTexts().applications;
  const wizard = useTexts().wizard;
  const may = useMay<'POST /clients'>('clients:write');
  const query = useQuery(clientsQuery);
  const columns: Column<Client>[] = [
    {
      key: 'name',
      title: texts.name,
      cell: ({ id, name }) => (
        <>
          <Link className="row-link" to="/applications/$id" params={{ id }}>
            {name}
          </Link>
          <code className="quiet narrow-only">{id}</code>
        </>
      ),
    },
    { key: 'id', title: texts.id, wideOnly: true, cell: ({ id }) => <code>{id}</code> },
    { key: 'type', title: texts.type, wideOnly: true, cell: ({ type }) => texts.types[type] },
    { key: 'status', title: texts.status, cell: (client) => <ClientStatus client={client} /> },
  ];
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        may && (
          <Link to="/applications/new" className="button button-primary button-normal">
            {wizard.title}
          </Link>
        )
      }
    >
      {query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading />
      ) : query.data.length === 0 ? (
        <Empty title={texts.none} text={texts.noneText} />
      ) : (
        <List label={texts.title} columns={columns} items={query.data} keyOf={({ id }) => id} />
      )}
    </Page>
  );
}
