import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Empty, Loading, Page, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ClientStatus } from './client-status.tsx';
import { clientsQuery } from './clients.ts';

/** One client, as it is registered. */
export function Application() {
  const { id } = useParams({ from: '/applications/$id' });
  const query = useQuery(clientsQuery);
  const texts = useTexts().applications;
  const may = usePermissions().has('clients:write');
  const client = query.data?.find((each) => each.id === id);
  const stop = useAction<boolean>({
    run: (disabled) => api.PATCH('/clients/{id}', { params: { path: { id } }, body: { disabled } }),
    done: (disabled) =>
      fill(disabled ? texts.stopDone : texts.startDone, { name: client?.name ?? id }),
    changes: [['clients']],
    undo: (disabled) => stop.mutate(!disabled),
  });
  const crumbs = <Crumbs to="/applications" title={texts.title} />;
  if (!client) {
    return (
      <>
        {crumbs}
        {query.error ? (
          <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading />
        ) : (
          <Empty title={fill(texts.unknown, { id })} text={texts.unknownText} />
        )}
      </>
    );
  }
  return (
    <Page
      title={client.name}
      above={crumbs}
      lead={
        <>
          <code>{client.id}</code>
          <span className="badges">
            <ClientStatus client={client} />
            <Badge>{texts.types[client.type]}</Badge>
            {client.party === 'third' && <Badge>{texts.third}</Badge>}
          </span>
        </>
      }
      actions={
        may && (
          <Button
            kind={client.disabled ? 'primary' : 'danger'}
            isPending={stop.isPending}
            onPress={() => stop.mutate(!client.disabled)}
          >
            {client.disabled ? texts.start : texts.stop}
          </Button>
        )
      }
    >
      <Section title={texts.registered}>
        <dl className="panel registered">
          <Row name={texts.authenticates}>
            <code>{client.auth_method}</code>
          </Row>
          <Row name={texts.grants}>
            <Names names={client.grants} none={texts.nothing} />
          </Row>
          <Row name={texts.scopes}>
            <Names names={client.scopes} none={texts.nothing} />
          </Row>
          <Row name={texts.apis}>
            <Names names={client.apis} none={texts.nothing} />
          </Row>
          <Row name={texts.serves}>
            <Names names={client.serves} none={texts.nothing} />
          </Row>
          <Row name={texts.roles}>
            <Names names={client.roles} none={texts.nothing} />
          </Row>
          <Row name={texts.redirects}>
            <Names names={client.redirect_uris} none={texts.nothing} />
          </Row>
          <Row name={texts.links}>
            <Names names={client.link_origins} none={texts.nothing} />
          </Row>
        </dl>
      </Section>
    </Page>
  );
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const Names = ({ names, none }: { names: readonly string[]; none: string }) =>
  names.length === 0 ? (
    <span className="quiet">{none}</span>
  ) : (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
