import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Item } from '../../api/answers.ts';
import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Who } from '../../ui/who.tsx';
import { readChange, show } from './change.ts';
import { Diff } from './diff.tsx';

type Event = Item<'/audit'>;

/** One line, and all that is known below it when it is opened. */
export function AuditEvent({ event }: { event: Event }) {
  const [isOpen, setOpen] = useState(false);
  const texts = useTexts().audit;
  const subjects = event.subjects.filter((subject) => subject !== event.actor);
  return (
    <>
      <div className="event-line">
        <button
          type="button"
          className="event-toggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="chevron" size={14} />
          <span className="code event-action">{event.action}</span>
          {event.outcome === 'failure' && <Badge kind="bad">{texts.refused}</Badge>}
        </button>
        <span className="event-who">
          <Who name={event.actor} names={event.names} />
          {subjects.length > 0 && <span className="quiet"> → </span>}
          {subjects.slice(0, 3).map((subject, index) => (
            <span key={subject}>
              {index > 0 && ', '}
              <Who name={subject} names={event.names} />
            </span>
          ))}
          {subjects.length > 3 && <span className="quiet"> +{subjects.length - 3}</span>}
        </span>
        <span className="event-when quiet small">
          <Moment at={event.at} />
        </span>
      </div>
      {isOpen && <Details event={event} />}
    </>
  );
}

function Details({ event }: { event: Event }) {
  const texts = useTexts().audit;
  const { lines, facts } = readChange(event.action, event.detail, event.subjects);
  return (
    <div className="event-detail">
      {lines.length > 0 && <Diff lines={lines} />}
      {event.erased && <p className="quiet">{texts.erased}</p>}
      <dl className="registered">
        <Fact name={texts.at}>
          <Moment at={event.at} whole />
        </Fact>
        <Fact name={texts.subjects}>
          {event.subjects.map((subject) => (
            <div key={subject} className="event-subject">
              <Who name={subject} />{' '}
              <Link to="/audit" search={{ subject }} className="small">
                {texts.aboutIt}
              </Link>
            </div>
          ))}
        </Fact>
        {event.act && (
          <Fact name={texts.through}>
            <Who name={event.act} />
          </Fact>
        )}
        {event.address && (
          <Fact name={texts.from}>
            <code>{event.address}</code>
            {event.user_agent && <div className="quiet small">{event.user_agent}</div>}
          </Fact>
        )}
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{isPlain(value) ? value.join(', ') : show(value)}</code>
          </Fact>
        ))}
        <Fact name={texts.id}>
          <code>{event.id}</code>
        </Fact>
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const isPlain = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
