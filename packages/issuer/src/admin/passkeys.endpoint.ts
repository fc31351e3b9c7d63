import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { removePasskey } from '../factors/remove-passkey.service.ts';
import type { Passkey } from '../passkeys/passkey.ts';
import { listPasskeys } from '../passkeys/passkeys.service.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const passkeySchema = z.object({
  id: z.uuid(),
  name: z.string().describe('As the person calls it, or who keeps it.'),
  aaguid: z.uuid().describe('The kind of authenticator; zeros where the browser did not tell.'),
  synced: z.boolean().describe('Whether there are copies of it on other devices of the person.'),
  user_verified: z
    .boolean()
    .describe('Whether it checks the person; otherwise it is a second factor only.'),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});

/** The passkeys of a user. */
export function passkeyOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/passkeys',
      summary: 'List the passkeys of a user, oldest first',
      permission: 'users:read',
      params: z.strictObject({ id: userId }),
      status: 200,
      response: z.object({ items: z.array(passkeySchema) }),
      run: async ({ params: { id } }) => {
        const passkeys = await listPasskeys(id, context);
        return { items: passkeys.map(toWire) };
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/passkeys/{passkey}',
      summary: 'Take away a passkey of a user who has lost it. Ends their sessions',
      permission: 'users:write',
      params: z.strictObject({
        id: userId,
        passkey: z.uuid().describe('The id of the passkey, from the list of them.'),
      }),
      status: 204,
      run: ({ params: { id, passkey }, caller }) =>
        removePasskey(
          { userId: id, id: passkey },
          {
            actor: caller.actor,
            permit: (tx, now) => requireAuthorityOverUser(tx, caller, id, now),
          },
          context,
        ),
    }),
  ];
}

const toWire = (passkey: Passkey): z.output<typeof passkeySchema> => ({
  ...{ id: passkey.id, name: passkey.name, aaguid: passkey.aaguid, synced: passkey.backedUp },
  user_verified: passkey.userVerified,
  created_at: passkey.createdAt.toISOString(),
  last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
});
