import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { useAdministrator, usePermissions } from '../../app/session.ts';
import { fill, useTexts } from '../../texts/texts.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { waitingQuery } from '../people/waiting.tsx';
import { Recent } from './recent.tsx';

/** What needs an administrator now, and what was done last. */
export function Home() {
  const texts = useTexts().home;
  const { user } = useAdministrator();
  const permissions = usePermissions();
  const mayUsers = permissions.has('users:read') || permissions.has('directory:read');
  const mayMails = permissions.has('mails:read');
  const waiting = useInfiniteQuery({ ...waitingQuery, enabled: mayUsers });
  const failed = useQuery({
    queryKey: ['mails', 'failed', 'some'],
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET('/mails', { signal, params: { query: { limit: 50, status: 'failed' } } }),
      ),
    enabled: mayMails,
  });
  const waits = waiting.data?.pages[0];
  const mails = failed.data;
  const count = (page: { items: unknown[]; next_cursor: string | null }): string =>
    `${page.items.length}${page.next_cursor === null ? '' : '+'}`;
  const isQuiet = waits?.items.length === 0 && mails?.items.length === 0;
  return (
    <Page title={fill(texts.title, { name: user.name ?? '' }).trim()} lead={texts.lead}>
      <Section title={texts.needed}>
        <div className="cards">
          {waits && waits.items.length > 0 && (
            <Card icon="people" count={count(waits)} text={texts.waiting}>
              <Link to="/people/waiting">{texts.decide}</Link>
            </Card>
          )}
          {mails && mails.items.length > 0 && (
            <Card icon="mail" count={count(mails)} text={texts.mails}>
              <Link to="/mails">{texts.look}</Link>
            </Card>
          )}
          {isQuiet && <Card icon="check" count="" text={texts.quiet} />}
        </div>
      </Section>
      {permissions.has('receipts:read') && (
        <Section title={texts.refused} lead={texts.refusedText}>
          <Link to="/why" className="button button-plain button-normal">
            <Icon name="why" />
            {texts.why}
          </Link>
        </Section>
      )}
      {permissions.has('audit:read') && <Recent />}
    </Page>
  );
}

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
