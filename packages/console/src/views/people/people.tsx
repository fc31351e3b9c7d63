import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { fill, type Texts, useTexts } from '../../texts/texts.ts';
import { Choose } from '../../ui/choose.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { InviteButton } from './invite-button.tsx';
import { PeopleTabs } from './people-tabs.tsx';
import { StatusBadge } from './status-badge.tsx';
import { type User, usersQuery } from './users.ts';

export function People() {
  const { q = '', status } = useSearch({ from: '/people' });
  const navigate = useNavigate({ from: '/people' });
  const texts = useTexts().people;
  const query = useInfiniteQuery(usersQuery({ q, status }));
  const onSearch = useCallback(
    (text: string) =>
      void navigate({
        search: (before) => ({ ...before, q: text || undefined }),
        replace: true,
      }),
    [navigate],
  );
  const users = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={texts.title} lead={texts.lead} actions={<InviteButton />}>
      <PeopleTabs />
      <div className="toolbar">
        <SearchField label={texts.search} value={q} onSearch={onSearch} />
        <Choose
          label={texts.status}
          options={[
            { id: 'all', text: texts.all },
            { id: 'active', text: texts.active },
            { id: 'disabled', text: texts.disabled },
          ]}
          value={status ?? 'all'}
          onChange={(chosen) =>
            void navigate({ search: { q, status: chosen === 'all' ? undefined : chosen } })
          }
        />
      </div>
      {query.error && users.length === 0 ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading />
      ) : users.length === 0 ? (
        <Empty
          title={q === '' ? texts.nobodySo : fill(texts.nobody, { q })}
          text={texts.nobodyText}
        />
      ) : (
        <List label={texts.title} columns={columnsOf(texts)} items={users} keyOf={({ id }) => id} />
      )}
      <More
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Page>
  );
}

const columnsOf = (texts: Texts['people']): Column<User>[] => [
  {
    key: 'name',
    title: texts.name,
    cell: ({ id, name, email, disabled }) => (
      <>
        <Link className="row-link" to="/people/$id" params={{ id }}>
          {name}
        </Link>
        <span className="quiet narrow-only">{email}</span>
        {disabled && (
          <span className="narrow-only">
            <StatusBadge user={{ disabled }} />
          </span>
        )}
      </>
    ),
  },
  { key: 'email', title: texts.email, wideOnly: true, cell: ({ email }) => email },
  {
    key: 'status',
    title: texts.status,
    wideOnly: true,
    cell: (user) => <StatusBadge user={user} />,
  },
  {
    key: 'created',
    title: texts.created,
    wideOnly: true,
    cell: ({ created_at: at }) => <Moment at={at} />,
  },
];
