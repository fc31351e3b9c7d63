import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { fill, useTexts } from '../../texts/texts.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import type { Overview } from './overview.ts';

/** Events are sealed within seconds. */
const late = 60_000;

/** What waits for an administrator. Only what is, is shown. */
export function Needs({ needs }: { needs: Overview['needs'] }) {
  const texts = useTexts().home;
  const { waiting_people: waiting, failed_mails: mails, unsealed_since: since } = needs;
  const behind = String(needs.gateways_behind?.length ?? 0);
  const isLate = since !== null && Date.now() - Date.parse(since) > late;
  const cards = [
    card('people', countOf(waiting), texts.waiting, '/people/waiting', texts.decide),
    card('mail', countOf(mails), texts.mails, '/mails', texts.look),
    card('key', countOf(needs.former_secrets), texts.secrets, '/applications', texts.look),
    ...(needs.failing_providers ?? []).map(({ name, reason }) =>
      card('link', '!', `${fill(texts.failing, { name })}: ${reason}`, '/keys', texts.look),
    ),
    card('key', String(needs.old_keys?.length ?? 0), texts.oldKeys, '/keys', texts.look),
    card('gateway', behind, texts.behind, '/gateways', texts.look),
    card('gateway', needs.gateways === 0 ? '!' : '0', texts.noGateway, '/gateways', texts.look),
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

const countOf = (counted: { count: number; more: boolean } | null): string =>
  counted ? `${counted.count}${counted.more ? '+' : ''}` : '0';

type Place = '/people/waiting' | '/applications' | '/mails' | '/gateways' | '/audit' | '/keys';

/** None for nothing. */
const card = (icon: IconName, count: string, text: string, to: Place, go: string) =>
  count === '0' ? null : (
    <Card key={text} icon={icon} count={count === '!' ? '' : count} text={text}>
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
