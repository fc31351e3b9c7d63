import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../api/problem.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { Moment } from '../../ui/moment.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Empty, Page, Section } from '../../ui/page.tsx';
import { ApplicationActions } from './application-actions.tsx';
import { ClientRoles } from './client-roles.tsx';
import { ClientStatus } from './client-status.tsx';
import { clientQuery, lastTokenQuery } from './clients.ts';
import { SecretsSection } from './secrets-section.tsx';

/** One client, as it is registered. */
export function Application() {
  const { id } = useParams({ from: '/applications/$id' });
  const { data: client, error, refetch } = useQuery(clientQuery(id));
  const { data: last } = useQuery(lastTokenQuery(id));
  const texts = useTexts().applications;
  const { declared } = useTexts().common;
  const may = useMay<
    | 'PATCH /clients/{id}'
    | 'DELETE /clients/{id}'
    | 'POST /clients/{id}/secrets'
    | 'DELETE /clients/{id}/secrets/former'
  >('clients:write');
  const crumbs = <Crumbs to="/applications" title={texts.title} />;
  if (error instanceof ApiError && error.problem.status === 404) {
    return (
      <>
        {crumbs}
        <Empty title={fill(texts.unknown, { id })} text={texts.unknownText} />
      </>
    );
  }
  if (!client) return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
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
            {client.declared && <Badge>{declared}</Badge>}
          </span>
        </>
      }
      actions={may && <ApplicationActions client={client} />}
    >
      <Section title={texts.registered}>
        <dl className="panel registered">
          <Row name={texts.authenticates}>
            <code>{client.auth_method}</code>
          </Row>
          {client.secrets > 0 && <Row name={texts.secrets}>{client.secrets}</Row>}
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
          <Row name={texts.redirects}>
            <Names names={client.redirect_uris} none={texts.nothing} />
          </Row>
          <Row name={texts.links}>
            <Names names={client.link_origins} none={texts.nothing} />
          </Row>
          {last && (
            <Row name={texts.lastToken}>
              {last.issued_at ? <Moment at={last.issued_at} /> : texts.noToken}
            </Row>
          )}
        </dl>
      </Section>
      {client.auth_method !== 'none' && <ClientRoles client={client} />}
      {client.secrets > 0 && may && !client.declared && <SecretsSection client={client} />}
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
