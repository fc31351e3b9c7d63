import type { Queryable } from '../database/connection.ts';
import type { AuditFilter } from './audit-search.ts';
import type { Place, RecordedEvent } from './recorded-event.ts';
import { searchAudit } from './search-audit.service.ts';

/** Read at a time: no statement takes long, and no more are kept than a reader has not taken yet. */
const pageSize = 500;

/** All events that fit, newest first, each page read when the one before has been taken. */
export async function* exportAudit(
  filter: AuditFilter,
  sql: Queryable,
): AsyncGenerator<RecordedEvent> {
  let before: Place | null = null;
  do {
    const page = await searchAudit({ filter, before, limit: pageSize }, sql);
    yield* page.events;
    before = page.next;
  } while (before);
}
