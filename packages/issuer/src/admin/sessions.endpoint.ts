import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { endAllSessions } from '../directory/users/end-sessions-of-user.service.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import { listSessionsOf } from '../sessions/own-sessions.service.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';
import { userId } from './user-id.ts';

const sessionSchema = z.object({
  id: z.uuid().describe('`sid` of ID tokens.'),
  seen_at: z.iso.datetime().describe('To the minute.'),
  signed_in_at: z.iso.datetime(),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  application: z.string().nullable().describe('The one that the person signed in to last.'),
  impersonator: z
    .uuid()
    .nullable()
    .describe('The administrator who acts as the person in it; `null` where it is their own.'),
});

const params = z.strictObject({ id: userId });
const sessionId = z.uuid().toLowerCase().describe('The id of the session.');
const place = z.tuple([moment, z.uuid()]);

export function sessionOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/sessions',
      summary: 'List where a user is signed in, the session that was seen last first',
      permission: 'sessions:read',
      params,
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(sessionSchema), next_cursor: nextCursor }),
      async run({ params, query: { cursor, limit } }) {
        const [seenAt, id] = readPlace(cursor, place);
        const after = seenAt === null ? null : { seenAt: new Date(seenAt), id };
        const { sessions, more } = await listSessionsOf(params.id, { after, limit }, context);
        const items = sessions.map(
          ({ id, seenAt, authTime, userAgent, address, clientName, actorId }) => ({
            ...{ id, seen_at: seenAt.toISOString(), signed_in_at: authTime.toISOString() },
            ...{ user_agent: userAgent, address, application: clientName },
            impersonator: actorId,
          }),
        );
        return { items, next_cursor: writePlace(more, items, (each) => [each.seen_at, each.id]) };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/sessions/{session}',
      summary: 'End a session of a user. When this returns, no gateway accepts a token of it',
      permission: 'sessions:write',
      params: params.extend({ session: sessionId }),
      status: 204,
      run: ({ params, caller }) =>
        endSessions({ ids: [params.session], userId: params.id }, context, {
          actor: caller.actor,
          permit: (tx, now) => requireAuthorityOverUser(tx, caller, params.id, now),
        }),
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/sessions',
      summary: 'Sign a user out everywhere, of applications that outlive sessions, too',
      permission: 'sessions:write',
      params,
      status: 204,
      run: ({ params, caller }) => endAllSessions(params.id, caller, context),
    }),
  ];
}
