import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Crumbs } from '../../ui/crumbs.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NotThereYet } from '../../ui/not-there-yet.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Copied } from '../applications/copied.tsx';
import { AddTypeDialog } from './add-type-dialog.tsx';
import { EditApiDialog } from './edit-api-dialog.tsx';
import { apiQuery } from './roles.ts';

/** One API: what can be allowed there, and on which single things. */
export function ApiView() {
  const { key } = useParams({ from: '/apis/$key' });
  const { data, error, refetch } = useQuery(apiQuery(key));
  const texts = useTexts();
  const may = useMay<'PATCH /apis/{api}'>('apis:write');
  const { open, show, close } = useDialog<'edit' | 'type'>();
  const crumbs = <Crumbs to="/roles" title={texts.matrix.title} />;
  if (!data) return <NotThereYet above={crumbs} error={error} onRetry={() => void refetch()} />;
  return (
    <Page
      title={data.name}
      above={crumbs}
      lead={
        <>
          <code>{data.id}</code>
          {data.declared && <p>{texts.matrix.declaredWhole}</p>}
        </>
      }
      actions={
        may && !data.declared && <Button onPress={() => show('edit')}>{texts.apiView.edit}</Button>
      }
    >
      <Section title={texts.matrix.apiPermissions}>
        <div className="panel badges">
          {data.permissions.length === 0 && (
            <span className="quiet">{texts.apiView.noPermissions}</span>
          )}
          {data.permissions.map((permission) => (
            <Badge key={permission}>{permission}</Badge>
          ))}
        </div>
      </Section>
      <Section
        title={texts.apiView.types}
        lead={texts.apiView.typesLead}
        actions={
          may &&
          !data.declared &&
          data.permissions.length > 0 && (
            <Button size="small" onPress={() => show('type')}>
              <Icon name="plus" size={14} />
              {texts.apiView.addType}
            </Button>
          )
        }
      >
        {data.authorization_details.length === 0 ? (
          <p className="panel quiet">{texts.apiView.noTypes}</p>
        ) : (
          <ul className="panel items">
            {data.authorization_details.map(({ type, hierarchical, actions }) => (
              <li key={type} className="item">
                <span className="item-name">{type}</span>
                {hierarchical && <Badge>{texts.apiView.tree}</Badge>}
                <span className="quiet small">{actions.map(({ name }) => name).join(', ')}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {!data.declared && (
        <Section title={texts.apiView.route} lead={texts.apiView.routeLead}>
          <Copied text={routeFor(data)} label="sallyport.yaml" />
        </Section>
      )}
      {open === 'type' && <AddTypeDialog api={data} onClose={close} />}
      {open === 'edit' && <EditApiDialog api={data} onClose={close} />}
    </Page>
  );
}

const routeFor = ({ id, permissions: [permission] }: { id: string; permissions: string[] }) =>
  `routes:
  - path: /api/*
    upstream: http://127.0.0.1:3000
    api: ${id}${permission === undefined ? '' : `\n    require: { permissions: ["${permission}"] }`}`;
