import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { listAllSessions, requireUserOfSession } from '../sessions/all-sessions.service.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import { moment } from './moment.ts';
import { clientParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { newestFirst, nextCursor, pageQuery, readMoment } from './page.ts';
import { userId } from './user-id.ts';

const listedSession = z.object({
  id: z.uuid().describe('`sid` of ID tokens.'),
  user: z.object({ id: z.uuid(), name: z.string().nullable() }),
  client: z
    .object({ id: z.string(), name: z.string().nullable() })
    .nullable()
    .describe('The application that the person signed in to last.'),
  acr: z.string().describe('How sure it is who it is: `aal1`, `aal2` or `phr`.'),
  signed_in_at: z.iso.datetime(),
  seen_at: z.iso.datetime().describe('To the minute.'),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  impersonator: z
    .uuid()
    .nullable()
    .describe('The administrator who acts as the person in it; `null` where it is their own.'),
});

/** The sessions of all people. */
export function allSessionOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/sessions',
      summary:
        'List where people are signed in, the last sign-in first. A page may have few items, or none, and a next one',
      permission: 'sessions:read',
      query: z.strictObject({
        ...pageQuery,
        user: userId.optional().describe('Only those of the user with this id.'),
        client: clientParam.optional().describe('Only those that were last for this client.'),
        seen_after: moment.optional().describe('Only those that were seen after this.'),
        seen_before: moment.optional().describe('Only those that were not seen since this.'),
      }),
      status: 200,
      response: z.object({ items: z.array(listedSession), next_cursor: nextCursor }),
      async run({ query: { user, client, seen_after, seen_before, cursor, limit } }) {
        const { items, next } = await listAllSessions(
          {
            ...{ userId: user ?? null, clientId: client ?? null, limit },
            ...{ seenAfter: readMoment(seen_after), seenBefore: readMoment(seen_before) },
            before: newestFirst.read(cursor),
          },
          context,
        );
        return {
          items: items.map(
            ({ id, at, seenAt, userId, userName, clientId, clientName, ...each }) => ({
              ...{ id, user: { id: userId, name: userName } },
              client: clientId === null ? null : { id: clientId, name: clientName },
              ...{ acr: each.acr, signed_in_at: at.toISOString(), seen_at: seenAt.toISOString() },
              ...{ user_agent: each.userAgent, address: each.address, impersonator: each.actorId },
            }),
          ),
          next_cursor: newestFirst.write(next),
        };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/sessions/{id}',
      summary: 'End a session. When this returns, no gateway accepts a token of it',
      permission: 'sessions:write',
      params: z.strictObject({
        id: z.uuid().toLowerCase().describe('The id of the session.'),
      }),
      status: 204,
      async run({ params: { id }, caller }) {
        const userId = await requireUserOfSession(id, context);
        await endSessions({ ids: [id], userId }, context, {
          actor: caller.actor,
          permit: (tx, now) => requireAuthorityOverUser(tx, caller, userId, now),
        });
      },
    }),
  ];
}
