import { z } from 'zod';
import { getClient } from '../clients/manage-clients.service.ts';
import { giveRoleToClient, takeRoleFromClient } from '../clients/roles-of-clients.service.ts';
import { endFormerSecret, rotateClientSecret } from '../clients/rotate-client-secret.service.ts';
import type { Context } from '../context.ts';
import { unguarded } from '../directory/declared.ts';
import { end, time } from './assignments.endpoint.ts';
import { secretSchema, showClient } from './client-wire.ts';
import type { Unchanged } from './if-match.ts';
import { clientParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';

const params = z.strictObject({ id: clientParam });
const roleParams = params.extend({ role: roleParam });

/** What a client authenticates by, and what it may do by itself then. */
export function clientSecretOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'random' | 'settings' | 'secrets'>,
): Operation[] {
  const guardOf = (id: string, unchanged: Unchanged) =>
    unchanged(async (tx) => showClient(await getClient(id, tx, context.clock.now())));
  return [
    operation({
      method: 'POST',
      path: '/clients/{id}/secrets',
      summary: 'Make a new secret for a client; the one that was used until now stays valid',
      permission: 'clients:write',
      params,
      status: 201,
      response: z.object({ client_secret: secretSchema }),
      run: async ({ params, caller }) => ({
        client_secret: await rotateClientSecret(params.id, { caller, guard: unguarded }, context),
      }),
    }),
    operation({
      method: 'DELETE',
      path: '/clients/{id}/secrets/former',
      summary: 'End the secret that the newest one replaces, once the client uses the new one',
      permission: 'clients:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { id }, caller, unchanged }) =>
        endFormerSecret(id, { caller, guard: guardOf(id, unchanged) }, context),
    }),
    operation({
      method: 'PUT',
      path: '/clients/{id}/roles/{role}',
      summary: 'Give a client a role for what it does by itself, for good or until a moment',
      permission: 'roles:write',
      params: roleParams,
      body: end,
      status: 204,
      versioned: true,
      run: ({ params: { id, role }, body, caller, unchanged }) => {
        const guard = guardOf(id, unchanged);
        const until = time(body.valid_until);
        return giveRoleToClient({ client: id, role }, until, caller, context, guard);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/clients/{id}/roles/{role}',
      summary: 'Take a role from a client. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      params: roleParams,
      status: 204,
      versioned: true,
      run: ({ params: { id, role }, caller, unchanged }) =>
        takeRoleFromClient({ client: id, role }, caller, context, guardOf(id, unchanged)),
    }),
  ];
}
