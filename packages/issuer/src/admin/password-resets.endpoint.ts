import { z } from 'zod';
import type { Context } from '../context.ts';
import { sendResetToUser } from '../own-password/send-reset-to-user.service.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

/** For a user who cannot sign in with their password any more. */
export function passwordResetOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>,
): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/users/{id}/password-reset',
      summary:
        'Send a user a mail with a link to set another password. Their present one goes on until they do',
      permission: 'users:write',
      params: z.strictObject({ id: userId }),
      status: 200,
      response: z.object({
        email: z.string().describe('Where the mail goes.'),
        expires_at: z.iso.datetime().describe('Until when the link works.'),
      }),
      async run({ params: { id }, caller }) {
        const { email, expiresAt } = await sendResetToUser(id, caller, context);
        return { email, expires_at: expiresAt.toISOString() };
      },
    }),
  ];
}
