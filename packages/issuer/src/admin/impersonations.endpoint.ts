import { z } from 'zod';
import type { Context } from '../context.ts';
import { offerImpersonation } from '../impersonation/offer-impersonation.service.ts';
import { routes } from '../routes.ts';
import { label } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const offerSchema = z.object({
  id: z.uuid(),
  url: z
    .url()
    .describe(
      'To be opened by the administrator who asked, in a browser of theirs. It is of no use to anybody else.',
    ),
  expires_at: z.iso.datetime().describe('Until when it can be begun.'),
});

/** An administrator acts as another person. */
export function impersonationOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/users/{id}/impersonations',
      summary:
        'Act as a user, to see what they see. They are told, and all of it is recorded under the name of the caller',
      permission: 'users:impersonate',
      params: z.strictObject({ id: userId }),
      body: z.strictObject({
        reason: label.describe('Why. The user is told, and it is kept in the audit log.'),
        lifetime: z
          .int()
          .min(60)
          .max(3600)
          .default(900)
          .describe('For how many seconds, from its beginning.'),
      }),
      status: 201,
      response: offerSchema,
      async run({ params, body: { reason, lifetime }, caller }) {
        const wanted = { userId: params.id, reason, lifetime };
        const { id, expiresAt } = await offerImpersonation(wanted, caller, context);
        const url = context.settings.url + routes.impersonate(id);
        return { id, url, expires_at: expiresAt.toISOString() };
      },
    }),
  ];
}
