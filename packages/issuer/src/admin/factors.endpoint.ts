import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { readFactors, removeFactors } from '../factors/factors.service.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const factorsSchema = z.object({
  totp: z.boolean().describe('Whether an authenticator app is set up.'),
  recovery_codes: z.int().describe('How many codes on paper are left.'),
});

/** The second factors of a user. */
export function factorOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>,
): Operation[] {
  const params = z.strictObject({ id: userId });
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/factors',
      summary: 'Tell which second factors a user has set up beside passkeys',
      permission: 'users:read',
      params,
      status: 200,
      response: factorsSchema,
      run: async ({ params: { id } }) => {
        const factors = await readFactors(id, context);
        return { totp: factors?.secret != null, recovery_codes: factors?.recoveryCodes ?? 0 };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/factors',
      summary:
        'Take away the authenticator app and the recovery codes of a user who has lost them. Ends their sessions',
      permission: 'users:write',
      params,
      status: 204,
      run: ({ params: { id }, caller }) =>
        removeFactors(
          id,
          {
            actor: caller.actor,
            permit: (tx, now) => requireAuthorityOverUser(tx, caller, id, now),
          },
          context,
        ),
    }),
  ];
}
