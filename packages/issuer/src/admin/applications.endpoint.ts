import { z } from 'zod';
import { keptDetail, toldDetail } from '../authorization-details/detail.ts';
import { listApplications, revokeApplication } from '../consent/applications.service.ts';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { name } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const moment = z.iso.datetime().nullable();

const applicationSchema = z.object({
  client_id: z.string(),
  name: z.string(),
  party: z.enum(['first', 'third']),
  scope: z.array(z.string()),
  apis: z.array(z.string()),
  authorization_details: z.array(keptDetail).describe('The single things that it may do.'),
  agreed_at: moment.describe('When the user agreed; null where the application did not ask.'),
  signed_in_at: moment.describe('When the user last signed in to it; null while it has no tokens.'),
});

/** What applications may do in the name of a user. */
export function applicationOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/applications',
      summary: 'List the applications that a user is signed in to or has agreed to',
      permission: 'users:read',
      params: z.strictObject({ id: userId }),
      status: 200,
      response: z.object({ items: z.array(applicationSchema) }),
      run: async ({ params }) => ({
        items: (await listApplications(params.id, context)).map(
          ({ clientId, agreedAt, signedInAt, apiNames: _, details, ...application }) => ({
            client_id: clientId,
            ...application,
            authorization_details: details.map(toldDetail),
            agreed_at: agreedAt?.toISOString() ?? null,
            signed_in_at: signedInAt?.toISOString() ?? null,
          }),
        ),
      }),
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/applications/{client}',
      summary: 'Take back what a user lets an application do, and revoke its tokens',
      permission: 'users:write',
      params: z.strictObject({ id: userId, client: name.describe('The id of the client.') }),
      status: 204,
      run: ({ params, caller }) => {
        const of = { userId: params.id, clientId: params.client };
        const permit = (tx: Parameters<typeof requireAuthorityOverUser>[0], now: Date) =>
          requireAuthorityOverUser(tx, caller, params.id, now);
        return revokeApplication(of, { actor: caller.actor, permit }, context);
      },
    }),
  ];
}
