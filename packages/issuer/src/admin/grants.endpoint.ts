import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { listGrants, revokeGrantAsAdministrator } from '../grants/list-grants.service.ts';
import { clientParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { newestFirst, nextCursor, pageQuery } from './page.ts';
import { userId } from './user-id.ts';

const listedGrant = z.object({
  id: z.uuid(),
  user: z.object({ id: z.uuid(), name: z.string().nullable() }),
  client: z.object({ id: z.string(), name: z.string().nullable() }),
  session: z
    .uuid()
    .nullable()
    .describe('The session that it ends with; null where it outlives it.'),
  scope: z.array(z.string()),
  apis: z.array(z.string()),
  acr: z.string().describe('How sure it was who it is: `aal1`, `aal2` or `phr`.'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});

/** What people have granted to applications. */
export function grantOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/grants',
      summary:
        'List what applications may do for people now, newest first. A page may have few items, or none, and a next one',
      permission: 'grants:read',
      query: z.strictObject({
        ...pageQuery,
        user: userId.optional().describe('Only what the user with this id has granted.'),
        client: clientParam.optional().describe('Only what this client was granted.'),
      }),
      status: 200,
      response: z.object({ items: z.array(listedGrant), next_cursor: nextCursor }),
      async run({ query: { user, client, cursor, limit } }) {
        const before = newestFirst.read(cursor);
        const { items, next } = await listGrants(
          { userId: user ?? null, clientId: client ?? null, before, limit },
          context,
        );
        return {
          items: items.map(({ id, at, userId, userName, clientId, clientName, ...each }) => ({
            ...{ id, user: { id: userId, name: userName } },
            client: { id: clientId, name: clientName },
            ...{ session: each.sessionId, scope: each.scope, apis: each.apis, acr: each.acr },
            ...{ created_at: at.toISOString(), expires_at: each.expiresAt.toISOString() },
          })),
          next_cursor: newestFirst.write(next),
        };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/grants/{id}',
      summary: 'Revoke a grant. When this returns, no gateway accepts a token of it',
      permission: 'grants:write',
      params: z.strictObject({ id: z.uuid().toLowerCase().describe('The id of the grant.') }),
      status: 204,
      run: ({ params: { id }, caller }) =>
        revokeGrantAsAdministrator(
          id,
          {
            actor: caller.actor,
            permit: (tx, userId, now) => requireAuthorityOverUser(tx, caller, userId, now),
          },
          context,
        ),
    }),
  ];
}
