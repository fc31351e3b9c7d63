import type { Item } from '../../api/answers.ts';
import { chunksOf, useChunk } from '../../ui/chunks.ts';
import { AuditEvent } from './audit-event.tsx';

type Event = Item<'/audit'>;

/** Events as a list. Of a long one, those near the window are there. */
export const Events = ({ label, events }: { label: string; events: readonly Event[] }) => (
  <div className="panel events">
    {chunksOf(events).map((chunk, index) => (
      <Chunk key={index} index={index} label={label} events={chunk} />
    ))}
  </div>
);

function Chunk({ index, label, events }: { index: number; label: string; events: Event[] }) {
  const { ref, space } = useChunk<HTMLOListElement>(index, events.length);
  if (space !== null) return <ol ref={ref} style={{ height: space }} aria-hidden="true" />;
  return (
    <ol ref={ref} aria-label={label}>
      {events.map((event) => (
        <li key={event.id} className="event">
          <AuditEvent event={event} />
        </li>
      ))}
    </ol>
  );
}
