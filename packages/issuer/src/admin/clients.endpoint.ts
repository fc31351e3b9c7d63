import { z } from 'zod';
import { listClients, setClientDisabled } from '../clients/manage-clients.service.ts';
import type { Context } from '../context.ts';
import { type Operation, operation } from './operation.ts';

const clientSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  auth_method: z.string(),
  grants: z.array(z.string()),
  scopes: z.array(z.string()),
  apis: z.array(z.string()),
  roles: z.array(z.string()),
  redirect_uris: z.array(z.string()),
  link_origins: z.array(z.string()),
  disabled: z.boolean(),
});

export function clientOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/clients',
      summary: 'List clients, without their secrets',
      permission: 'clients:read',
      status: 200,
      response: z.object({ items: z.array(clientSchema) }),
      async run() {
        const clients = await listClients(context);
        return {
          items: clients.map(({ authMethod, redirectUris, linkOrigins, ...client }) => ({
            ...client,
            auth_method: authMethod,
            redirect_uris: redirectUris,
            link_origins: linkOrigins,
          })),
        };
      },
    }),
    operation({
      method: 'PATCH',
      path: '/clients/{id}',
      summary: 'Stop a client, or let it go on. Meanwhile none of its tokens works',
      permission: 'clients:write',
      params: z.strictObject({ id: z.string().min(1).max(100) }),
      body: z.strictObject({ disabled: z.boolean() }),
      status: 204,
      run: ({ params, body, caller }) =>
        setClientDisabled(params.id, body.disabled, caller, context),
    }),
  ];
}
