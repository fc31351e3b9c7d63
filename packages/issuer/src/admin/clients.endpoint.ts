import { z } from 'zod';
import { clientEntry } from '../clients/client-metadata.ts';
import { listClients, setClientDisabled } from '../clients/manage-clients.service.ts';
import type { Context } from '../context.ts';
import { type Operation, operation } from './operation.ts';

export function clientOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/clients',
      summary: 'List clients, without their secrets',
      permission: 'clients:read',
      status: 200,
      response: z.object({ items: z.array(clientEntry) }),
      run: async () => ({ items: await listClients(context) }),
    }),
    operation({
      method: 'PATCH',
      path: '/clients/{id}',
      summary: 'Stop a client, or let it go on. Meanwhile none of its tokens works',
      permission: 'clients:write',
      params: z.strictObject({ id: z.string().min(1).max(100).describe('The client identifier.') }),
      body: z.strictObject({
        disabled: z.boolean().describe('`true` stops the client, `false` lets it go on.'),
      }),
      status: 204,
      run: ({ params, body, caller }) =>
        setClientDisabled(params.id, body.disabled, caller, context),
    }),
  ];
}
