import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Item } from '../../api/answers.ts';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, type Texts, useTexts } from '../../texts/texts.ts';
import { Badge, type BadgeKind } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choose } from '../../ui/choose.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { type LinkState, linkStates } from './link-state.ts';
import { MailsTabs } from './mails-tabs.tsx';

type ActionLink = Item<'/links'>;

const linksQuery = (state: LinkState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['links', state ?? ''],
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/links', {
          signal,
          params: {
            query: { limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });

const kinds: Record<LinkState, BadgeKind> = {
  active: 'good',
  used: 'plain',
  expired: 'warning',
  revoked: 'bad',
};

/** Action links that applications made, and what became of them. */
export function Links() {
  const { state } = useSearch({ from: '/mails/links' });
  const navigate = useNavigate({ from: '/mails/links' });
  const { links: texts, nav } = useTexts();
  const may = useMay<'DELETE /links/{id}'>('links:write');
  const query = useInfiniteQuery(linksQuery(state));
  const revoke = useAction<ActionLink>({
    run: ({ id }) => api.DELETE('/links/{id}', { params: { path: { id } } }),
    done: ({ client }) => fill(texts.revoked, { client }),
    changes: [['links']],
  });
  const columns = columnsOf(texts);
  if (may) {
    columns.push({
      key: 'actions',
      title: '',
      cell: (link) =>
        !hasEnded(link) && (
          <Button
            size="small"
            isPending={revoke.isPending && revoke.variables.id === link.id}
            onPress={() => revoke.mutate(link)}
          >
            {link.state === 'used' ? texts.revokeTokens : texts.revoke}
          </Button>
        ),
    });
  }
  return (
    <Page title={nav.mails} lead={texts.lead}>
      <MailsTabs />
      <div className="toolbar">
        <Choose
          label={texts.state}
          options={(['all', ...linkStates] as const).map((id) => ({ id, text: texts.states[id] }))}
          value={state ?? 'all'}
          onChange={(chosen) =>
            void navigate({ search: { state: chosen === 'all' ? undefined : chosen } })
          }
        />
      </div>
      <Pages
        query={query}
        empty={
          <Empty
            title={state ? texts.noneSo : texts.none}
            text={state ? texts.noneSoText : texts.noneText}
          />
        }
      >
        {(links) => (
          <List label={texts.title} columns={columns} items={links} keyOf={({ id }) => id} />
        )}
      </Pages>
    </Page>
  );
}

/** Of one that is used up, tokens may be left until it would have expired. */
const hasEnded = ({ state, expires_at: end }: ActionLink): boolean =>
  state !== 'active' && (state !== 'used' || Date.parse(end) < Date.now());

/** Beyond it, the issuer counts no more. */
const maxRefused = 100;

function State({ link: { state, used, uses, refused } }: { link: ActionLink }) {
  const texts = useTexts().links;
  return (
    <>
      <Badge kind={kinds[state]}>{texts.states[state]}</Badge>
      <div className="quiet small">
        {fill(texts.uses, { used, uses })}
        {refused > 0 &&
          ` · ${fill(texts.refused, { refused: `${refused}${refused < maxRefused ? '' : '+'}` })}`}
      </div>
    </>
  );
}

const columnsOf = (texts: Texts['links']): Column<ActionLink>[] => [
  {
    key: 'link',
    title: texts.allows,
    cell: (link) => (
      <>
        <div className="item-name">
          {[...link.permissions, ...link.authorization_details.map(nameOf)].join(', ')}
        </div>
        <div className="quiet small">
          {fill(texts.by, { client: link.client })}{' '}
          <span className="origin">{hostOf(link.origin)}</span>
          {link.subject !== null && <div>{fill(texts.for, { subject: link.subject })}</div>}
        </div>
        <div className="narrow-only">
          <State link={link} />
        </div>
      </>
    ),
  },
  {
    key: 'status',
    title: texts.state,
    wideOnly: true,
    cell: (link) => <State link={link} />,
  },
  {
    key: 'when',
    title: texts.when,
    wideOnly: true,
    cell: ({ created_at: made, expires_at: end, revoked_at: revoked }) => (
      <>
        <Moment at={made} />
        <div className="quiet small">
          {revoked === null ? texts.until : texts.revokedAt} <Moment at={revoked ?? end} />
        </div>
      </>
    ),
  },
];

/** Without its scheme, which is that of nearly all, and room that it has not at a telephone. */
const hostOf = (origin: string): string => origin.replace(/^https:\/\//, '');

/** `order 42`. */
const nameOf = (detail: { type: string; identifier?: string | undefined }): string =>
  detail.identifier === undefined ? detail.type : `${detail.type} ${detail.identifier}`;
