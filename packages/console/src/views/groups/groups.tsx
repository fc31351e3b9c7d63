import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useDialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { foundGroupsQuery, type Group, subgroupsQuery } from './groups.ts';
import { NewGroupDialog } from './new-group-dialog.tsx';

/** The tree of groups; with a search, those that fit, wherever they are in it. */
export function Groups() {
  const { q = '' } = useSearch({ from: '/groups' });
  const navigate = useNavigate({ from: '/groups' });
  const texts = useTexts().groupsView;
  const may = useMay<'POST /groups'>('groups:write here');
  const { open, show, close } = useDialog<'group'>();
  const onSearch = useCallback(
    (text: string) => void navigate({ search: { q: text || undefined }, replace: true }),
    [navigate],
  );
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        may && (
          <Button kind="primary" onPress={() => show('group')}>
            {texts.make}
          </Button>
        )
      }
    >
      <div className="toolbar">
        <SearchField label={texts.search} value={q} onSearch={onSearch} />
      </div>
      {q === '' ? <Tree /> : <Found q={q} />}
      {open === 'group' && <NewGroupDialog parent={null} onClose={close} />}
    </Page>
  );
}

function Found({ q }: { q: string }) {
  const texts = useTexts().groupsView;
  const { data, error, refetch } = useQuery(foundGroupsQuery(q));
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <Empty title={fill(texts.none, { q })} text={texts.noneText} />;
  return (
    <ul className="panel items">
      {data.map((group) => (
        <li key={group.name} className="item">
          <GroupLine group={group} />
          {group.parent && (
            <span className="quiet small">{fill(texts.in, { name: group.parent })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Tree() {
  const texts = useTexts().groupsView;
  const { data, error, refetch } = useQuery(subgroupsQuery(null));
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <Empty title={texts.empty} text={texts.emptyText} />;
  return (
    <ul className="panel tree">
      {data.map((group) => (
        <Branch key={group.name} group={group} isOpenAtFirst={data.length < 5} />
      ))}
    </ul>
  );
}

function Branch({ group, isOpenAtFirst }: { group: Group; isOpenAtFirst: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const texts = useTexts().groupsView;
  const { data, error, refetch } = useQuery({
    ...subgroupsQuery(group.name),
    enabled: isOpen && group.has_subgroups,
  });
  return (
    <li>
      <div className="item">
        {group.has_subgroups ? (
          <button
            type="button"
            className="branch-toggle"
            aria-expanded={isOpen}
            aria-label={fill(texts.below, { name: group.name })}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="chevron" size={14} />
          </button>
        ) : (
          <span className="branch-toggle" />
        )}
        <GroupLine group={group} />
      </div>
      {isOpen && group.has_subgroups && (
        <ul>
          {error && (
            <li>
              <ErrorNote error={error} onRetry={() => void refetch()} />
            </li>
          )}
          {data?.map((each) => (
            <Branch key={each.name} group={each} isOpenAtFirst={false} />
          ))}
        </ul>
      )}
    </li>
  );
}

export function GroupLine({ group }: { group: Group }) {
  const texts = useTexts().common;
  return (
    <>
      <Link to="/groups/$name" params={{ name: group.name }} className="item-name">
        {group.name}
      </Link>
      {group.roles.map((role) => (
        <Badge key={role}>{role}</Badge>
      ))}
      {group.declared && <span className="quiet small">{texts.declared}</span>}
    </>
  );
}
