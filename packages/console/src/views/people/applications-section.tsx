import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { UserDetails } from './users.ts';

/** Where a person is signed in, and what may act in their name. */
export function ApplicationsSection({ user }: { user: UserDetails }) {
  const { id } = user;
  const texts = useTexts().theirApplications;
  const may = useMay<'DELETE /users/{id}/applications/{client}'>('users:write');
  const queryKey = ['users', id, 'applications'];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/users/{id}/applications', { signal, params: { path: { id } } })).items,
  });
  const revoke = useAction<{ client: string; name: string }>({
    run: ({ client }) =>
      api.DELETE('/users/{id}/applications/{client}', { params: { path: { id, client } } }),
    done: ({ name }) => fill(texts.revoked, { name, who: user.name }),
    changes: [queryKey],
  });
  return (
    <Section title={texts.title}>
      {query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading rows={2} />
      ) : query.data.length === 0 ? (
        <p className="panel quiet">{texts.none}</p>
      ) : (
        <ul className="panel items">
          {query.data.map(({ client_id: client, name, party, signed_in_at: at }) => (
            <li key={client} className="item">
              <span className="item-name">{name}</span>
              {party === 'third' && <Badge>{texts.third}</Badge>}
              {at && (
                <span className="quiet small">
                  {texts.signedIn} <Moment at={at} />
                </span>
              )}
              {may && (
                <Button
                  size="small"
                  kind="quiet"
                  isPending={revoke.isPending && revoke.variables?.client === client}
                  onPress={() => revoke.mutate({ client, name })}
                >
                  {texts.revoke}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
