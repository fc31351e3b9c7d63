import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, type Texts, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { describeDevice } from '../people/device.ts';
import { ActedBy } from './acted-by.tsx';
import { type Session, sessionsQuery } from './sessions.ts';
import { SessionsFilter } from './sessions-filter.tsx';

/** Where people are signed in now, by person and application; ending one. */
export function AllSessions() {
  const filter = useSearch({ from: '/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const all = useTexts();
  const { sessions: said, allSessions: texts } = all;
  const may = useMay<'DELETE /sessions/{id}'>('sessions:write');
  const query = useInfiniteQuery(sessionsQuery(filter));
  const end = useAction<Session>({
    run: ({ id }) => api.DELETE('/sessions/{id}', { params: { path: { id } } }),
    done: (session) =>
      fill(texts.ended, {
        name: nameOf(session),
        device: describeDevice(session.user_agent) ?? said.unknown,
      }),
    changes: [['sessions'], ['users']],
  });
  const columns = columnsOf(all);
  if (may) {
    columns.push({
      key: 'actions',
      title: '',
      cell: (session) => (
        <Button
          size="small"
          aria-label={fill(texts.endOf, { name: nameOf(session) })}
          isPending={end.isPending && end.variables.id === session.id}
          onPress={() => end.mutate(session)}
        >
          {said.end}
        </Button>
      ),
    });
  }
  const isFiltered = Object.values(filter).some((each) => each !== undefined);
  const empty = isFiltered ? (
    <Empty title={texts.noneSo} text={texts.noneSoText}>
      <Button onPress={() => void navigate({ search: {} })}>{all.audit.clear}</Button>
    </Empty>
  ) : (
    <Empty title={texts.none} text={texts.noneText} />
  );
  return (
    <Page title={texts.title} lead={texts.lead}>
      <SessionsFilter
        filter={filter}
        onChange={(changed) => void navigate({ search: { ...filter, ...changed } })}
      />
      <Pages query={query} empty={empty}>
        {(sessions) => (
          <List label={texts.title} columns={columns} items={sessions} keyOf={({ id }) => id} />
        )}
      </Pages>
    </Page>
  );
}

const nameOf = ({ user: { name, id } }: Session): string => name ?? id.slice(0, 8);

const columnsOf = ({ sessions, allSessions: texts }: Texts): Column<Session>[] => [
  {
    key: 'person',
    title: texts.person,
    cell: (session) => (
      <>
        <Link className="row-link" to="/people/$id" params={{ id: session.user.id }}>
          {nameOf(session)}
        </Link>
        <span className="quiet narrow-only">
          {describeDevice(session.user_agent) ?? sessions.unknown}
          {session.client && ` · ${session.client.name ?? session.client.id}`} ·{' '}
          <Moment at={session.seen_at} />
        </span>
        <ActedBy id={session.impersonator} />
      </>
    ),
  },
  {
    key: 'application',
    title: texts.application,
    wideOnly: true,
    cell: ({ client }) => (client ? (client.name ?? client.id) : texts.noApplication),
  },
  {
    key: 'device',
    title: texts.device,
    wideOnly: true,
    cell: ({ user_agent: agent, address }) => (
      <>
        <div title={agent ?? undefined}>{describeDevice(agent) ?? sessions.unknown}</div>
        {address && <code className="quiet">{address}</code>}
      </>
    ),
  },
  {
    key: 'seen',
    title: texts.seen,
    wideOnly: true,
    cell: ({ seen_at: at, signed_in_at: since }) => (
      <>
        <Moment at={at} />
        <div className="quiet small">
          {texts.since} <Moment at={since} />
        </div>
      </>
    ),
  },
];
