import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import { useMay } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/page.tsx';
import { lastTokenQuery } from './clients.ts';
import type { Kind } from './kinds.ts';

interface FirstTokenProps {
  id: string;
  kind: Kind;
  apis: readonly string[];
}

/** Looks until the program has got a token, and says for a service what that token is good for. */
export function FirstToken({ id, kind, apis }: FirstTokenProps) {
  const texts = useTexts().wizard;
  const { data } = useQuery({
    ...lastTokenQuery(id),
    enabled: useMay<'GET /clients/{id}/last-token'>('clients:read'),
    // A client of the file is not there before the file is applied.
    retry: false,
    refetchInterval: ({ state }) => (state.data?.issued_at ? false : 2_000),
  });
  const first = data?.issued_at;
  return (
    <Section title={texts.tryIt} lead={kind === 'service' ? texts.tryService : texts.tryPeople}>
      <div className="panel" role="status">
        {first ? (
          <p className="first-token good">
            <Icon name="check" size={18} />
            <span>
              {texts.first} <Moment at={first} />
            </span>
          </p>
        ) : (
          <p className="first-token quiet">
            <span className="waiting" />
            {texts.waiting}
          </p>
        )}
      </div>
      {kind === 'service' && apis.map((api) => <MayThere key={api} id={id} at={api} />)}
    </Section>
  );
}

function MayThere({ id, at }: { id: string; at: string }) {
  const texts = useTexts().wizard;
  const { data } = useQuery({
    queryKey: ['clients', 'may', id, at],
    queryFn: async ({ signal }) =>
      bodyOf(await api.POST('/explain', { signal, body: { client: id, api: at } })).held,
    enabled: useMay<'POST /explain'>('explain:read'),
  });
  if (!data) return null;
  return (
    <div className="panel">
      {data.permissions.length > 0 ? (
        <div className="badges">
          {fill(texts.mayThere, { api: at })}
          {data.permissions.map((name) => (
            <Badge key={name}>{name}</Badge>
          ))}
        </div>
      ) : (
        <p>
          {fill(texts.mayNothing, { api: at })}{' '}
          <Link to="/applications/$id" params={{ id }}>
            {texts.giveRole}
          </Link>
        </p>
      )}
    </div>
  );
}
