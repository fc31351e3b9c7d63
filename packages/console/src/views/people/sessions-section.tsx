import { useInfiniteQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useAction } from '../../ui/use-action.ts';
import { ActedBy } from '../sessions/acted-by.tsx';
import { describeDevice } from './device.ts';
import type { UserDetails } from './users.ts';

/** Where a person is signed in; ending one, or all. */
export function SessionsSection({ user }: { user: UserDetails }) {
  const { id } = user;
  const texts = useTexts().sessions;
  const maySee = useMay<'GET /users/{id}/sessions'>('sessions:read');
  const may = useMay<'DELETE /users/{id}/sessions/{session}' | 'DELETE /users/{id}/sessions'>(
    'sessions:write',
  );
  const queryKey = ['users', id, 'sessions'];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) =>
      bodyOf(
        await api.GET('/users/{id}/sessions', {
          signal,
          params: { path: { id }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled: maySee,
  });
  const end = useAction<string>({
    run: (session) =>
      api.DELETE('/users/{id}/sessions/{session}', { params: { path: { id, session } } }),
    done: () => texts.ended,
    changes: [['users', id]],
  });
  const endAll = useAction({
    run: () => api.DELETE('/users/{id}/sessions', { params: { path: { id } } }),
    done: () => fill(texts.endedAll, { name: user.name }),
    changes: [['users', id]],
  });
  if (!maySee) return null;
  return (
    <Section
      title={texts.title}
      actions={
        may &&
        query.data?.pages[0]?.items.length !== 0 && (
          <Button size="small" isPending={endAll.isPending} onPress={() => endAll.mutate()}>
            {texts.endAll}
          </Button>
        )
      }
    >
      <Pages query={query} empty={<p className="panel quiet">{texts.none}</p>}>
        {(sessions) => (
          <ul className="panel items">
            {sessions.map((session) => (
              <li key={session.id} className="item">
                <span className="item-name" title={session.user_agent ?? undefined}>
                  {describeDevice(session.user_agent) ?? texts.unknown}
                </span>
                <ActedBy id={session.impersonator} />
                {session.application && <span>{session.application}</span>}
                <span className="quiet small">
                  {session.address && <code>{session.address}</code>} {texts.seen}{' '}
                  <Moment at={session.seen_at} />
                </span>
                {may && (
                  <Button
                    size="small"
                    kind="quiet"
                    isPending={end.isPending && end.variables === session.id}
                    onPress={() => end.mutate(session.id)}
                  >
                    {texts.end}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Pages>
    </Section>
  );
}
