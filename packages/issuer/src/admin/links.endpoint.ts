import { z } from 'zod';
import { keptDetail } from '../authorization-details/detail.ts';
import type { Context } from '../context.ts';
import { requireAuthorityOverClient } from '../directory/authority.service.ts';
import { describeLink, linkStates, maxRefused } from '../links/link.ts';
import { listLinks, revokeLinkAsAdministrator } from '../links/manage-links.service.ts';
import { clientParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { newestFirst, nextCursor, pageQuery } from './page.ts';

const listedLink = z.object({
  id: z.uuid(),
  state: z.enum(linkStates),
  client: z.string().describe('The client that made it.'),
  origin: z.string().describe('Of the page that it leads to.'),
  api: z.string(),
  permissions: z.array(z.string()),
  authorization_details: z.array(keptDetail).describe('The resources that it is confined to.'),
  uses: z.int().describe('How often it can be redeemed.'),
  used: z.int().describe('How often it was.'),
  refused: z
    .int()
    .max(maxRefused)
    .describe(
      'How often who had it was refused: too late, once too often, from another origin. It counts up to 100.',
    ),
  subject: z.string().nullable().describe('Whom it is for, in the names of its maker.'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().describe('Until when it can be redeemed.'),
  revoked_at: z.iso.datetime().nullable(),
});

/** Action links of all clients. Their tokens are never shown. */
export function linkOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/links',
      summary:
        'List action links and what became of them, newest first. A page may have few items, or none, and a next one',
      permission: 'links:read',
      query: z.strictObject({
        ...pageQuery,
        client: clientParam.optional().describe('Only those that this client made.'),
        state: z.enum(linkStates).optional().describe('Only those in this state.'),
      }),
      status: 200,
      response: z.object({ items: z.array(listedLink), next_cursor: nextCursor }),
      async run({ query: { client, state, cursor, limit } }) {
        const before = newestFirst.read(cursor);
        const { items, next } = await listLinks(
          { clientId: client ?? null, state: state ?? null, before, limit },
          context,
        );
        const now = context.clock.now();
        return {
          items: items.map((link) => {
            const { token_lifetime, metadata, ...described } = describeLink(link, now);
            const revokedAt = link.revokedAt?.toISOString() ?? null;
            return {
              ...described,
              client: link.clientId,
              refused: link.refused,
              origin: link.origin,
              revoked_at: revokedAt,
            };
          }),
          next_cursor: newestFirst.write(next),
        };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/links/{id}',
      summary: 'Revoke a link. When this returns, no gateway accepts a token that it gave',
      permission: 'links:write',
      params: z.strictObject({ id: z.uuid().toLowerCase().describe('The id of the link.') }),
      status: 204,
      run: ({ params: { id }, caller }) =>
        revokeLinkAsAdministrator(
          id,
          {
            actor: caller.actor,
            permit: (tx, clientId, now) => requireAuthorityOverClient(tx, caller, clientId, now),
          },
          context,
        ),
    }),
  ];
}
