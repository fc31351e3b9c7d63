import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { clientEntry, clientFields } from '../clients/client-metadata.ts';
import { getLastToken } from '../clients/last-token.service.ts';
import { getClient, listClients, setClientDisabled } from '../clients/manage-clients.service.ts';
import { changeClient, createClient } from '../clients/own-clients.service.ts';
import { deleteClient } from '../configuration/delete-client.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { audience, name } from '../runtime/text.ts';
import { clientDetailsSchema, secretSchema, showClient } from './client-wire.ts';
import { clientParam, namePlace, searchQuery } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { optionalFields } from './optional-fields.ts';
import { nextCursor, readPlace, writePlace } from './page.ts';

const params = z.strictObject({ id: clientParam });
const { id: _id, type: _type, auth_method, ...changeable } = clientFields;

export function clientOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'random' | 'settings' | 'secrets'>,
): Operation[] {
  const read = async (id: string, sql: Queryable) =>
    showClient(await getClient(id, sql, context.clock.now()));
  return [
    operation({
      method: 'GET',
      path: '/clients',
      summary: 'List clients by id, without their secrets',
      permission: 'clients:read',
      query: z.strictObject({
        ...searchQuery,
        role: name.optional().describe('Only those that have this role by themselves.'),
        api: audience.optional().describe('Only those that may call this API.'),
      }),
      status: 200,
      response: z.object({ items: z.array(clientEntry), next_cursor: nextCursor }),
      async run({ query: { q: search, role, api, limit, cursor } }) {
        const [after] = readPlace(cursor, namePlace);
        const { clients, more } = await listClients({ search, role, api, after, limit }, context);
        return { items: clients, next_cursor: writePlace(more, clients, ({ id }) => [id]) };
      },
    }),
    operation({
      method: 'POST',
      path: '/clients',
      summary: 'Make a client. Its secret is made here, and is in this answer alone',
      permission: 'clients:write',
      body: z.strictObject({
        ...clientFields,
        auth_method: auth_method.optional(),
        roles: z.array(name).max(100).default([]).describe('What it has when it acts for itself.'),
      }),
      status: 201,
      response: clientDetailsSchema.extend({ client_secret: secretSchema.nullable() }),
      async run({ body, caller }) {
        const { client, secret } = await createClient(body, caller, context);
        return { ...showClient(client), client_secret: secret };
      },
    }),
    operation({
      method: 'GET',
      path: '/clients/{id}',
      summary: 'Read a client, without its secrets',
      permission: 'clients:read',
      params,
      status: 200,
      versioned: true,
      response: clientDetailsSchema,
      run: ({ params }) => read(params.id, context.sql),
    }),
    operation({
      method: 'GET',
      path: '/clients/{id}/last-token',
      summary: 'Read when a client last got a token',
      permission: 'clients:read',
      params,
      status: 200,
      response: z.object({
        issued_at: z.iso
          .datetime()
          .nullable()
          .describe('To the minute; null where it has had none.'),
        grant_type: z.string().nullable().describe('The grant that it used then.'),
      }),
      async run({ params }) {
        const last = await getLastToken(params.id, context.sql, context.clock.now());
        return {
          issued_at: last?.issuedAt.toISOString() ?? null,
          grant_type: last?.grantType ?? null,
        };
      },
    }),
    operation({
      method: 'PATCH',
      path: '/clients/{id}',
      summary:
        'Change a client, stop it, or let it go on. While it is stopped none of its tokens works',
      permission: 'clients:write',
      params,
      body: z.strictObject({
        ...optionalFields(changeable),
        disabled: z
          .boolean()
          .optional()
          .describe('`true` stops the client, `false` lets it go on; a declared one, too.'),
      }),
      status: 200,
      versioned: true,
      response: clientDetailsSchema,
      async run({ params: { id }, body: { disabled, ...change }, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(id, tx)) };
        const changes = Object.values(change).some((value) => value !== undefined);
        if (changes && disabled !== undefined) {
          throw new OAuthError('invalid_request', 'disabled: change this by itself.');
        }
        if (disabled !== undefined) await setClientDisabled(id, disabled, by, context);
        else await changeClient(id, change, by, context);
        return read(id, context.sql);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/clients/{id}',
      summary: 'Delete a client, with all its tokens, grants and links',
      permission: 'clients:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { id }, caller, unchanged }) =>
        deleteClient(id, { caller, guard: unchanged((tx) => read(id, tx)) }, context),
    }),
  ];
}
