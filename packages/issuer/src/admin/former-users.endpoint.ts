import { z } from 'zod';
import type { Context } from '../context.ts';
import { reasonsToEnd, whyOf } from '../directory/users/former-user.ts';
import { listFormerUsers } from '../directory/users/read-users.service.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';
import { userId } from './user-id.ts';

const formerUserSchema = z.object({
  id: z.uuid().describe('It is never used again.'),
  ended_at: z.iso.datetime(),
  why: z
    .enum(reasonsToEnd)
    .describe(
      '`merged` into another account, or deleted: by the person (`self`), by an administrator, or because the configuration file has them no longer.',
    ),
  ended_by: z.string().describe('As the audit log names who did it.'),
  merged_into: z
    .uuid()
    .nullable()
    .describe('The account that has what was theirs: it may be gone by now, too.'),
});

const place = z.tuple([moment, userId]);

/** What is kept of people whose account is gone. */
export function formerUserOperations(context: Pick<Context, 'sql'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/former-users',
      summary: 'List the accounts that are gone, the last ones first: when, by whom and why',
      permission: 'users:read',
      query: z.strictObject({
        ...pageQuery,
        merged_into: userId.optional().describe('Only those that were merged into this account.'),
      }),
      status: 200,
      response: z.object({ items: z.array(formerUserSchema), next_cursor: nextCursor }),
      async run({ query: { merged_into: mergedInto = null, limit, cursor } }) {
        const [endedAt, id] = readPlace(cursor, place);
        const after = endedAt === null ? null : { endedAt: new Date(endedAt), id };
        const { former, more } = await listFormerUsers({ mergedInto, after, limit }, context);
        const items = former.map((one) => ({
          ...{ id: one.id, ended_at: one.endedAt.toISOString(), why: whyOf(one) },
          ...{ ended_by: one.endedBy, merged_into: one.mergedInto },
        }));
        return { items, next_cursor: writePlace(more, items, (one) => [one.ended_at, one.id]) };
      },
    }),
  ];
}
