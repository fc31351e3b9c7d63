import type { Queryable } from '../database/connection.ts';
import { type AuditFilter, isExact, searchOf } from './audit-search.ts';
import type { Place, PlacedEvent } from './recorded-event.ts';
import { lastLooked, searchEvents } from './search-audit.store.ts';

/** How many events one page may look at to find those that fit several filters. */
const maxLooked = 2_000;

/**
 * One page of the events that fit, newest first. It takes no longer however many events there are:
 * with several filters, a page can have fewer than `limit`, or none, although there are more after `next`.
 */
export async function searchAudit(
  { filter, before, limit }: { filter: AuditFilter; before: Place | null; limit: number },
  sql: Queryable,
): Promise<{ events: PlacedEvent[]; next: Place | null }> {
  const search = searchOf(filter);
  const exact = isExact(search);
  const page = { search, before, scan: exact ? limit + 1 : maxLooked };
  const found = await searchEvents(sql, { ...page, limit: limit + 1 });
  const events = found.slice(0, limit);
  if (found.length > limit) return { events, next: events.at(-1)!.place };
  return { events, next: exact ? null : await lastLooked(sql, page) };
}
