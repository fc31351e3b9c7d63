import { z } from 'zod';
import type { Context } from '../context.ts';
import { storedFields } from '../database/columns.ts';
import type { Queryable } from '../database/connection.ts';
import type { Api } from '../directory/permissions/api.ts';
import { apiFields } from '../directory/permissions/api-declaration.ts';
import {
  changeApi,
  createApi,
  deleteApi,
  getApi,
  listApis,
} from '../directory/permissions/manage-apis.service.ts';
import { permission } from '../runtime/text.ts';
import { apiParam, keyOfApi, namePlace, searchQuery } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { optionalFields } from './optional-fields.ts';
import { nextCursor, readPlace, writePlace } from './page.ts';

const apiSchema = z.object({
  key: z.string().describe('What stands for it in a path: its id in base64url.'),
  ...storedFields(apiFields),
  permissions: z.array(z.string()),
  declared: z
    .boolean()
    .describe('Made by the configuration file, or built in: then it cannot be changed here.'),
});

const params = z.strictObject({ api: apiParam });
const permissions = z.array(permission).max(1000).describe('What roles can give at this API.');
const { id: _id, ...changeable } = apiFields;

const showApi = (api: Api): z.output<typeof apiSchema> => ({ key: keyOfApi(api.id), ...api });

export function apiOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  const read = async (id: string, sql: Queryable) => showApi(await getApi(id, sql));
  return [
    operation({
      method: 'GET',
      path: '/apis',
      summary: 'List APIs and their permissions, by id',
      permission: 'apis:read',
      query: z.strictObject(searchQuery),
      status: 200,
      response: z.object({ items: z.array(apiSchema), next_cursor: nextCursor }),
      async run({ query: { q: search, limit, cursor } }) {
        const [after] = readPlace(cursor, namePlace);
        const { apis, more } = await listApis({ search, after, limit }, context);
        const next_cursor = writePlace(more, apis, (api) => [api.id]);
        return { items: apis.map(showApi), next_cursor };
      },
    }),
    operation({
      method: 'POST',
      path: '/apis',
      summary: 'Make an API. Clients may call it once it is in their `apis`',
      permission: 'apis:write',
      body: z.strictObject({
        ...apiFields,
        names: apiFields.names.default(null).meta({ ...apiFields.names.meta() }),
        permissions: permissions.default([]),
      }),
      status: 201,
      versioned: true,
      response: apiSchema,
      run: async ({ body, caller }) => showApi(await createApi(body, caller, context)),
    }),
    operation({
      method: 'GET',
      path: '/apis/{api}',
      summary: 'Read an API',
      permission: 'apis:read',
      params,
      status: 200,
      versioned: true,
      response: apiSchema,
      run: ({ params }) => read(params.api, context.sql),
    }),
    operation({
      method: 'PATCH',
      path: '/apis/{api}',
      summary: 'Change an API. When this returns, no gateway acts on what was before',
      permission: 'apis:write',
      params,
      body: z.strictObject({
        ...optionalFields(changeable),
        permissions: permissions.optional(),
      }),
      status: 200,
      versioned: true,
      response: apiSchema,
      async run({ params: { api }, body, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(api, tx)) };
        return showApi(await changeApi(api, body, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/apis/{api}',
      summary: 'Delete an API that no client is registered for; tokens for it are refused',
      permission: 'apis:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { api }, caller, unchanged }) =>
        deleteApi(api, { caller, guard: unchanged((tx) => read(api, tx)) }, context),
    }),
  ];
}
