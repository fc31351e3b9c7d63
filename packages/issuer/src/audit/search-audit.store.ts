import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import type { Fragment } from '../database/statement.ts';
import { parseEvent, recordedColumns } from './audit.store.ts';
import { type AuditSearch, leadOf } from './audit-search.ts';
import type { Place, PlacedEvent } from './recorded-event.ts';

interface Page {
  search: AuditSearch;
  /** Events older than this one. */
  before: Place | null;
  /** How many events the index leads to at most. */
  scan: number;
  /** How many of them are wanted. */
  limit: number;
}

const placeText = (sql: Queryable) => sql`
  to_char(place.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place`;

/** Newest first. */
export async function searchEvents(
  sql: Queryable,
  { limit, ...page }: Page,
): Promise<PlacedEvent[]> {
  const { actor, subject, actions, network, address, outcome } = page.search;
  const rows = await sql`
    select ${recordedColumns(sql)}, ${placeText(sql)}
    from (${led(sql, page)}) place
    cross join lateral (
      select * from audit_events where at = place.at and id = place.id limit 1
    ) event
    where true
      ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
      ${subject === undefined ? sql`` : sql`and ${subject} = any(subjects)`}
      ${actions === undefined ? sql`` : sql`and action = any(${[...actions]})`}
      ${network === undefined ? sql`` : sql`and network = ${network}`}
      ${address === undefined ? sql`` : sql`and address = ${address}`}
      ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
    order by place.at desc, place.id desc limit ${limit}`;
  return rows.map((row) => {
    const event = parseEvent(row);
    return { ...event, place: { at: z.string().parse(row['place']), id: event.id } };
  });
}

/** Where a search that looked at as many events as it may has to go on; null where it came to the end. */
export async function lastLooked(sql: Queryable, page: Omit<Page, 'limit'>): Promise<Place | null> {
  const [row] = await sql<{ place: string; id: number; looked: number }[]>`
    select ${placeText(sql)}, id, (count(*) over ())::int as looked
    from (${led(sql, page)}) place
    order by place.at, id limit 1`;
  return row && row.looked === page.scan ? { at: row.place, id: row.id } : null;
}

/** Times and ids of the events that an index leads to. */
function led(sql: Queryable, { search, before, scan }: Omit<Page, 'limit'>): Fragment {
  const { from, until } = search;
  const within = (id: Fragment) => sql`
    ${from === undefined ? sql`` : sql`and at >= ${from}`}
    ${until === undefined ? sql`` : sql`and at < ${until}`}
    ${before === null ? sql`` : sql`and at <= ${before.at} and (at, ${id}) < (${before.at}, ${before.id})`}
    order by at desc, ${id} desc limit ${scan}`;
  const lead = leadOf(search);
  switch (lead) {
    case 'subject':
      return sql`
        select at, event_id as id from audit_event_subjects
        where subject = ${search.subject!} ${within(sql`event_id`)}`;
    case 'actions':
      return sql`
        select at, id from unnest(${[...search.actions!]}::text[]) wanted cross join lateral (
          select at, id from audit_events where action = wanted ${within(sql`id`)}
        ) each order by at desc, id desc limit ${scan}`;
    case 'actor':
      return sql`select at, id from audit_events where actor = ${search.actor!} ${within(sql`id`)}`;
    case 'network':
      return sql`
        select at, id from audit_events where network = ${search.network!} ${within(sql`id`)}`;
    case 'failure':
      return sql`select at, id from audit_events where outcome = 'failure' ${within(sql`id`)}`;
    case 'time':
      return sql`select at, id from audit_events where true ${within(sql`id`)}`;
  }
}
