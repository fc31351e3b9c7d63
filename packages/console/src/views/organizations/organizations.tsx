import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { NewOrganizationDialog } from './new-organization-dialog.tsx';
import { type Organization, organizationsQuery } from './organizations.ts';

export function Organizations() {
  const { q = '' } = useSearch({ from: '/organizations' });
  const navigate = useNavigate({ from: '/organizations' });
  const texts = useTexts().organizations;
  const may = useMay<'POST /organizations'>('organizations:write');
  const { open, show, close } = useDialog<'organization'>();
  const query = useInfiniteQuery(organizationsQuery(q));
  const onSearch = useCallback(
    (text: string) => void navigate({ search: { q: text || undefined }, replace: true }),
    [navigate],
  );
  const columns: Column<Organization>[] = [
    {
      key: 'name',
      title: texts.name,
      cell: ({ key, name, disabled }) => (
        <>
          <Link className="row-link" to="/organizations/$key" params={{ key }}>
            {name}
          </Link>{' '}
          {disabled && <Badge kind="bad">{texts.disabled}</Badge>}
          <code className="quiet narrow-only">{key}</code>
        </>
      ),
    },
    { key: 'key', title: texts.key, wideOnly: true, cell: ({ key }) => <code>{key}</code> },
    {
      key: 'created',
      title: texts.created,
      wideOnly: true,
      cell: ({ created_at: at }) => <Moment at={at} />,
    },
  ];
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        may && (
          <Button kind="primary" onPress={() => show('organization')}>
            {texts.make}
          </Button>
        )
      }
    >
      <div className="toolbar">
        <SearchField label={texts.search} value={q} onSearch={onSearch} />
      </div>
      <Pages
        query={query}
        empty={
          q === '' ? (
            <Empty title={texts.empty} text={texts.emptyText} />
          ) : (
            <Empty title={fill(texts.none, { q })} text={texts.noneText} />
          )
        }
      >
        {(items) => (
          <List label={texts.title} columns={columns} items={items} keyOf={({ key }) => key} />
        )}
      </Pages>
      {open === 'organization' && <NewOrganizationDialog onClose={close} />}
    </Page>
  );
}
