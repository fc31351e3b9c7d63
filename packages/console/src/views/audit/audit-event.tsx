import { useState } from 'react';
import type { Item } from '../../api/answers.ts';
import { useTexts } from '../../texts/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Who } from '../../ui/who.tsx';

type Event = Item<'/audit'>;

/** One line, and all that is known below it when it is opened. */
export function AuditEvent({ event }: { event: Event }) {
  const [isOpen, setOpen] = useState(false);
  const texts = useTexts().audit;
  const subjects = event.subjects.filter((subject) => subject !== event.actor);
  return (
    <li className="event">
      <div className="event-line">
        <button
          type="button"
          className="event-toggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="chevron" size={14} />
          <span className="code event-action">{event.action}</span>
        </button>
        <span className="event-who">
          <Who name={event.actor} />
          {subjects.length > 0 && <span className="quiet"> → </span>}
          {subjects.slice(0, 3).map((subject, index) => (
            <span key={subject}>
              {index > 0 && ', '}
              <Who name={subject} />
            </span>
          ))}
          {subjects.length > 3 && <span className="quiet"> +{subjects.length - 3}</span>}
        </span>
        <span className="event-when quiet small">
          <Moment at={event.at} />
        </span>
      </div>
      {isOpen && (
        <dl className="event-detail">
          <Fact name={texts.at}>
            <Moment at={event.at} whole />
          </Fact>
          <Fact name={texts.subjects}>
            {event.subjects.map((subject) => (
              <div key={subject}>
                <Who name={subject} />
              </div>
            ))}
          </Fact>
          {event.address && (
            <Fact name={texts.from}>
              <code>{event.address}</code>
              {event.user_agent && <div className="quiet small">{event.user_agent}</div>}
            </Fact>
          )}
          {Object.entries(event.detail).map(([name, value]) => (
            <Fact key={name} name={name}>
              <Value value={value} />
            </Fact>
          ))}
          <Fact name={texts.id}>
            <code>{event.id}</code>
          </Fact>
        </dl>
      )}
    </li>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** What was is struck through beside what is. */
function Value({ value }: { value: unknown }) {
  if (isChange(value)) {
    return (
      <>
        <del>{show(value.from)}</del> → <ins>{show(value.to)}</ins>
      </>
    );
  }
  return <code>{show(value)}</code>;
}

const isChange = (value: unknown): value is { from: unknown; to: unknown } =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value;

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  const isPlain = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isPlain ? value.join(', ') : JSON.stringify(value, null, 1);
}
