import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  approveWaiting,
  listWaiting,
  removeWaiting,
} from '../registration/invitations/waiting-list.service.ts';
import { invitationSchema, invitationTerms, showInvitation } from './invitations.endpoint.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const id = z.uuid().describe('Of the entry.');
const params = z.strictObject({ id });
const place = z.tuple([moment, id]);

const personSchema = z.object({
  id: z.uuid(),
  email: z.string().describe('The person has proved that it is theirs.'),
  name: z.string(),
  joined_at: z.iso.datetime(),
});

export function waitingListOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail' | 'clients'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/waiting-list',
      summary: 'List the people who asked to be let in, the one who waits longest first',
      permission: 'users:read',
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(personSchema), next_cursor: nextCursor }),
      async run({ query }) {
        const cursor = decodeCursor(query.cursor, place);
        const after = cursor && { joinedAt: new Date(cursor[0]), id: cursor[1] };
        const { people, more } = await listWaiting({ after, limit: query.limit }, context);
        const items = people.map(({ id, email, name, joinedAt }) => ({
          ...{ id, email, name },
          joined_at: joinedAt.toISOString(),
        }));
        const last = items.at(-1);
        const next = more && last ? encodeCursor([last.joined_at, last.id]) : null;
        return { items, next_cursor: next };
      },
    }),
    operation({
      method: 'POST',
      path: '/waiting-list/{id}/approve',
      summary: 'Invite a person who waits',
      permission: 'users:write',
      params,
      body: z.strictObject(invitationTerms),
      status: 200,
      response: invitationSchema,
      async run({ params, body, caller }) {
        const { expires_in: lifetime, ...given } = body;
        const order = { ...given, lifetime };
        const invitation = await approveWaiting(params.id, order, caller, context);
        return showInvitation(invitation, context.clock.now());
      },
    }),
    operation({
      method: 'DELETE',
      path: '/waiting-list/{id}',
      summary: 'Take a person off the waiting list, without telling them',
      permission: 'users:write',
      params,
      status: 204,
      run: ({ params, caller }) => removeWaiting(params.id, caller, context),
    }),
  ];
}
