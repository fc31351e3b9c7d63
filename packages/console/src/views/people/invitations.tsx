import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, type Texts, useTexts } from '../../texts/texts.ts';
import { Badge, type BadgeKind } from '../../ui/badge.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { InviteButton } from './invite-button.tsx';
import { PeopleTabs } from './people-tabs.tsx';

type Invitation = Item<'/invitations'>;

const invitationsQuery = (status: Invitation['status'] | undefined) =>
  infiniteQueryOptions({
    queryKey: ['invitations', status],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/invitations', {
          signal,
          params: {
            query: {
              limit: 50,
              ...(status && { status }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

const kinds: Record<Invitation['status'], BadgeKind> = {
  open: 'warning',
  accepted: 'good',
  withdrawn: 'plain',
  expired: 'bad',
};

/** Who was invited, and what became of it. */
export function Invitations() {
  const texts = useTexts();
  return (
    <Page title={texts.people.title} lead={texts.invitations.lead} actions={<InviteButton />}>
      <PeopleTabs />
      <InvitationList />
    </Page>
  );
}

/** All invitations, or those of one status, with what can be done with them. */
export function InvitationList({ status }: { status?: Invitation['status'] }) {
  const texts = useTexts();
  const may = useMay<'POST /invitations/{id}/resend' | 'DELETE /invitations/{id}'>(
    'users:write here',
  );
  const query = useInfiniteQuery(invitationsQuery(status));
  const changes = [['invitations']];
  const resend = useAction<Invitation>({
    run: ({ id }) => api.POST('/invitations/{id}/resend', { params: { path: { id } }, body: {} }),
    done: ({ email }) => fill(texts.invitations.resent, { email }),
    changes,
  });
  const withdraw = useAction<Invitation>({
    run: ({ id }) => api.DELETE('/invitations/{id}', { params: { path: { id } } }),
    done: ({ email }) => fill(texts.invitations.withdrawn, { email }),
    changes,
  });
  const columns = columnsOf(texts.invitations);
  if (may) {
    columns.push({
      key: 'actions',
      title: '',
      cell: (invitation) =>
        ['open', 'expired'].includes(invitation.status) && (
          <MoreMenu
            label={fill(texts.invitations.more, { email: invitation.email })}
            actions={[
              {
                id: 'resend',
                text: texts.invitations.resend,
                onAction: () => resend.mutate(invitation),
              },
              {
                id: 'withdraw',
                text: texts.invitations.withdraw,
                isDangerous: true,
                onAction: () => withdraw.mutate(invitation),
              },
            ]}
          />
        ),
    });
  }
  return (
    <Pages
      query={query}
      empty={
        <Empty
          title={texts.invitations[status ? 'noneSo' : 'none']}
          text={texts.invitations.noneText}
        />
      }
    >
      {(items) => (
        <List
          label={texts.people.invitations}
          columns={columns}
          items={items}
          keyOf={({ id }) => id}
        />
      )}
    </Pages>
  );
}

const columnsOf = (texts: Texts['invitations']): Column<Invitation>[] => [
  {
    key: 'email',
    title: texts.email,
    cell: ({ email, name, roles, groups, status }) => (
      <>
        <div className="item-name">{name ?? email}</div>
        {name && <div className="quiet">{email}</div>}
        {roles.length + groups.length > 0 && (
          <span className="quiet small">{[...roles, ...groups].join(', ')}</span>
        )}
        <div className="narrow-only">
          <Badge kind={kinds[status]}>{texts.statuses[status]}</Badge>
        </div>
      </>
    ),
  },
  {
    key: 'status',
    title: texts.status,
    wideOnly: true,
    cell: ({ status }) => <Badge kind={kinds[status]}>{texts.statuses[status]}</Badge>,
  },
  {
    key: 'when',
    title: texts.ends,
    wideOnly: true,
    cell: ({ status, expires_at: at }) => status === 'open' && <Moment at={at} />,
  },
];
