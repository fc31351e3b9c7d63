import { z } from 'zod';
import { giveRoleToClient, takeRoleFromClient } from '../clients/roles-of-clients.service.ts';
import { endFormerSecret, rotateClientSecret } from '../clients/rotate-client-secret.service.ts';
import type { Context } from '../context.ts';
import { end, time } from './assignments.endpoint.ts';
import { secretSchema } from './client-wire.ts';
import { clientParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';

const params = z.strictObject({ id: clientParam });
const roleParams = params.extend({ role: roleParam });
const anyway = async () => {};

/** What a client authenticates by, and what it may do by itself then. */
export function clientSecretOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'random' | 'settings' | 'secrets'>,
): Operation[] {
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
        client_secret: await rotateClientSecret(params.id, { caller, guard: anyway }, context),
      }),
    }),
    operation({
      method: 'DELETE',
      path: '/clients/{id}/secrets/former',
      summary: 'End the secret that the newest one replaces, once the client uses the new one',
      permission: 'clients:write',
      params,
      status: 204,
      run: ({ params, caller }) => endFormerSecret(params.id, { caller, guard: anyway }, context),
    }),
    operation({
      method: 'PUT',
      path: '/clients/{id}/roles/{role}',
      summary: 'Give a client a role for what it does by itself, for good or until a moment',
      permission: 'roles:write',
      params: roleParams,
      body: end,
      status: 204,
      run: ({ params: { id, role }, body, caller }) =>
        giveRoleToClient({ client: id, role }, time(body.valid_until), caller, context),
    }),
    operation({
      method: 'DELETE',
      path: '/clients/{id}/roles/{role}',
      summary: 'Take a role from a client. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      params: roleParams,
      status: 204,
      run: ({ params: { id, role }, caller }) =>
        takeRoleFromClient({ client: id, role }, caller, context),
    }),
  ];
}
