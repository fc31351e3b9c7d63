import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useMay } from '../../app/session.ts';
import { fill, type Texts, useTexts } from '../../texts/texts.ts';
import { Choose } from '../../ui/choose.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Gone } from './gone.tsx';
import { InvitationList } from './invitations.tsx';
import { InviteButton } from './invite-button.tsx';
import { PeopleTabs } from './people-tabs.tsx';
import { StatusBadge } from './status-badge.tsx';
import { peopleStatuses, type User, usersQuery } from './users.ts';

/** Those who have an account, are invited to make one, or had one. */
export function People() {
  const { q = '', status } = useSearch({ from: '/people' });
  const navigate = useNavigate({ from: '/people' });
  const texts = useTexts().people;
  const maySeeGone = useMay<'GET /former-users'>('users:read');
  const shown = status === 'gone' && !maySeeGone ? undefined : status;
  const statuses = [
    'all',
    ...peopleStatuses.filter((each) => each !== 'gone' || maySeeGone),
  ] as const;
  const onSearch = useCallback(
    (text: string) =>
      void navigate({
        search: (before) => ({ ...before, q: text || undefined }),
        replace: true,
      }),
    [navigate],
  );
  const isFound = shown !== 'invited' && shown !== 'gone';
  return (
    <Page
      title={texts.title}
      lead={shown === 'gone' ? texts.goneLead : texts.lead}
      actions={<InviteButton />}
    >
      <PeopleTabs />
      <div className="toolbar">
        {isFound && <SearchField label={texts.search} value={q} onSearch={onSearch} />}
        <Choose
          label={texts.status}
          options={statuses.map((id) => ({ id, text: texts[id] }))}
          value={shown ?? 'all'}
          onChange={(chosen) =>
            void navigate({ search: { q, status: chosen === 'all' ? undefined : chosen } })
          }
        />
      </div>
      {shown === 'invited' && <InvitationList status="open" />}
      {shown === 'gone' && <Gone />}
      {isFound && <Accounts q={q} status={shown} />}
    </Page>
  );
}

interface AccountsProps {
  q: string;
  status: 'active' | 'disabled' | undefined;
}

function Accounts({ q, status }: AccountsProps) {
  const texts = useTexts().people;
  const query = useInfiniteQuery(usersQuery({ q, status }));
  const users = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
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
    </>
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
