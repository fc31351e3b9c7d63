import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { usePermissions } from '../../app/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Loading, Section } from '../../ui/page.tsx';
import { waitingQuery } from '../people/waiting.tsx';

/** Within it, what ends by itself is told of. */
const soon = 3 * 86_400_000;

/** Events are sealed within seconds. */
const late = 60_000;

/** What waits for an administrator, or ends soon. Only what is, is shown. */
export function Needs() {
  const texts = useTexts().home;
  const permissions = usePermissions();
  const mayUsers = permissions.has('users:read') || permissions.has('directory:read');
  const waiting = useInfiniteQuery({ ...waitingQuery, enabled: mayUsers });
  const failed = useQuery({
    queryKey: ['mails', 'failed', 'some'],
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/mails', { signal, params: { query: { limit: 50, status: 'failed' } } }),
      ),
    enabled: permissions.has('mails:read'),
  });
  const invitations = useQuery({
    queryKey: ['invitations', 'some'],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/invitations', { signal, params: { query: { limit: 200 } } })).items,
    enabled: mayUsers,
  });
  const gateways = useQuery({
    queryKey: ['gateways'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/gateways', { signal })).items,
    enabled: permissions.has('gateways:read'),
  });
  const chain = useQuery({
    queryKey: ['audit', 'chain'],
    queryFn: async ({ signal }) => bodyOf(await api.GET('/audit/chain', { signal })),
    enabled: permissions.has('audit:read'),
  });
  const queries = [waiting, failed, invitations, gateways, chain];
  if (queries.some(({ isLoading }) => isLoading)) {
    return (
      <Section title={texts.needed}>
        <Loading rows={1} />
      </Section>
    );
  }
  const ending = invitations.data?.filter(
    ({ status, expires_at: at }) => status === 'open' && Date.parse(at) - Date.now() < soon,
  );
  const behind = gateways.data?.filter(({ lag }) => lag > 0);
  const since = chain.data?.unsealed_since;
  const isLate = typeof since === 'string' && Date.now() - Date.parse(since) > late;
  const cards = [
    card('people', countOf(waiting.data?.pages[0]), texts.waiting, '/people/waiting', texts.decide),
    card('mail', countOf(failed.data), texts.mails, '/mails', texts.look),
    card('people', String(ending?.length ?? 0), texts.ending, '/people/invitations', texts.look),
    card('gateway', String(behind?.length ?? 0), texts.behind, '/gateways', texts.look),
    card(
      'gateway',
      gateways.data?.length === 0 ? '!' : '0',
      texts.noGateway,
      '/gateways',
      texts.look,
    ),
    card('audit', isLate ? '!' : '0', texts.sealing, '/audit', texts.look),
  ].filter((each) => each !== null);
  return (
    <Section title={texts.needed}>
      <div className="cards">
        {cards.length > 0 ? cards : <Card icon="check" count="" text={texts.quiet} />}
      </div>
    </Section>
  );
}

const countOf = (page?: { items: unknown[]; next_cursor: string | null }): string =>
  page ? `${page.items.length}${page.next_cursor === null ? '' : '+'}` : '0';

type Place = '/people/waiting' | '/people/invitations' | '/mails' | '/gateways' | '/audit';

/** None for nothing. */
const card = (icon: IconName, count: string, text: string, to: Place, go: string) =>
  count === '0' ? null : (
    <Card key={`${to} ${text}`} icon={icon} count={count === '!' ? '' : count} text={text}>
      <Link to={to}>{go}</Link>
    </Card>
  );

interface CardProps {
  icon: IconName;
  count: string;
  text: string;
  children?: ReactNode;
}

const Card = ({ icon, count, text, children }: CardProps) => (
  <div className="panel card">
    <Icon name={icon} />
    <p>
      {count && <strong>{count}</strong>} {text}
    </p>
    {children}
  </div>
);
