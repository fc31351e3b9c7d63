import { z } from 'zod';
import { listAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const eventSchema = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  action: z.string(),
  actor: z.string(),
  subjects: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  network: z.string().nullable(),
  user_agent: z.string().nullable(),
});

/** The id of a page's last event. */
const place = z.tuple([z.int()]);

export function auditOperations({ sql }: Pick<Context, 'sql'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/audit',
      summary: 'List what was done, newest first',
      permission: 'audit:read',
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(eventSchema), next_cursor: nextCursor }),
      async run({ query }) {
        const [before] = decodeCursor(query.cursor, place) ?? [null];
        const { events, more } = await listAudit({ before, limit: query.limit }, sql);
        const items = events.map(({ userAgent, ...event }) => ({
          ...event,
          at: event.at.toISOString(),
          user_agent: userAgent,
        }));
        const last = items.at(-1);
        return { items, next_cursor: more && last ? encodeCursor([last.id]) : null };
      },
    }),
  ];
}
