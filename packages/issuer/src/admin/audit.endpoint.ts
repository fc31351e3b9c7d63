import { z } from 'zod';
import { readChainState } from '../audit/chain/chain-state.service.ts';
import { exportAudit } from '../audit/export-audit.service.ts';
import type { RecordedEvent } from '../audit/recorded-event.ts';
import { searchAudit } from '../audit/search-audit.service.ts';
import type { Context } from '../context.ts';
import { namesOf } from '../directory/users/read-users.service.ts';
import {
  chainSchema,
  eventSchema,
  eventWire,
  idsOfPeople,
  listedEventSchema,
  listedEventWire,
} from './audit-wire.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const name = z.string().min(1).max(300);

/** What `GET /audit` and the export are narrowed by. */
export const filterQuery = {
  actor: name.optional().describe('Who did it: `user:<id>`, `client:<id>`, `anonymous`.'),
  subject: name.optional().describe('What it was done to: `user:<id>`, `role:<name>`.'),
  action: name
    .regex(/^[a-z_]+\.(\*|[a-z_]+)$/, 'Use an action, as user.disable, or all of a kind, as user.*')
    .optional()
    .describe('An action, `user.disable`, or all that begin alike, `user.*`.'),
  outcome: z
    .enum(['success', 'failure'])
    .optional()
    .describe('Only what went well, or only what was refused.'),
  address: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('An IP address, or the network of one as events have it.'),
  from: moment.optional().describe('The earliest.'),
  until: moment.optional().describe('The first moment that is not wanted any more.'),
};

type FilterQuery = z.output<z.ZodObject<typeof filterQuery>>;

export const filterOf = ({
  actor,
  subject,
  action,
  outcome,
  address,
  from,
  until,
}: FilterQuery) => ({
  ...{ actor, subject, action, outcome, address },
  from: from === undefined ? undefined : new Date(from),
  until: until === undefined ? undefined : new Date(until),
});

/** Where a page's last event stands. */
const place = z.tuple([moment, z.int()]);

export function auditOperations({ sql }: Pick<Context, 'sql'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/audit',
      summary:
        'List what was done, newest first. With several filters, a page can have fewer than `limit`, or none, although `next_cursor` leads to more',
      permission: 'audit:read',
      query: z.strictObject({ ...pageQuery, ...filterQuery }),
      status: 200,
      response: z.object({ items: z.array(listedEventSchema), next_cursor: nextCursor }),
      async run({ query, caller }) {
        const cursor = decodeCursor(query.cursor, place);
        const before = cursor && { at: cursor[0], id: cursor[1] };
        const asked = { filter: filterOf(query), before, limit: query.limit };
        const { events, next } = await searchAudit(asked, sql);
        const mayName = caller.permissions.includes('users:read');
        const names = mayName ? await namesOf(idsOfPeople(events), { sql }) : new Map();
        return {
          items: events.map((event) => listedEventWire(event, names)),
          next_cursor: next && encodeCursor([next.at, next.id]),
        };
      },
    }),
    operation({
      method: 'GET',
      path: '/audit/export',
      summary: 'Export what was done as JSON Lines, newest first, as fast as it is read',
      permission: 'audit:read',
      query: z.strictObject(filterQuery),
      status: 200,
      response: eventSchema,
      lines: true,
      run: async ({ query }) => written(exportAudit(filterOf(query), sql)),
    }),
    operation({
      method: 'GET',
      path: '/audit/chain',
      summary: 'Read how far the chain of the audit log is, to keep it elsewhere',
      permission: 'audit:read',
      status: 200,
      response: chainSchema,
      async run() {
        const { number, hash, unsealedSince, keptSince } = await readChainState(sql);
        return {
          ...{ number, hash },
          unsealed_since: unsealedSince?.toISOString() ?? null,
          kept_since: keptSince?.toISOString() ?? null,
        };
      },
    }),
  ];
}

async function* written(events: AsyncIterable<RecordedEvent>) {
  for await (const event of events) yield eventWire(event);
}
