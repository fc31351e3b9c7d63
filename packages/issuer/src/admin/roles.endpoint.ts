import { z } from 'zod';
import type { Context } from '../context.ts';
import { handedOnBy } from '../directory/delegation/reach.ts';
import {
  changeRole,
  createRole,
  deleteRole,
  getRole,
  listRoles,
} from '../directory/roles/manage-roles.service.ts';
import { name, permission } from '../runtime/text.ts';
import { namePlace, permissionParam, roleParam, searchQuery } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, readPlace, writePlace } from './page.ts';

const roleSchema = z.object({
  name: z.string(),
  permissions: z.array(z.string()),
  declared: z
    .boolean()
    .describe('Made by the configuration file, or built in: then it cannot be changed here.'),
});

const params = z.strictObject({ role: roleParam });
const permissions = z
  .array(permission)
  .max(500)
  .describe('What those who have the role may do. Each is a permission of some API.');

export function roleOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/roles',
      summary: 'List roles and what they permit, by name',
      permission: 'roles:read',
      within: 'either',
      query: z.strictObject({
        ...searchQuery,
        permission: permission.optional().describe('Only roles that give this permission.'),
      }),
      status: 200,
      response: z.object({ items: z.array(roleSchema), next_cursor: nextCursor }),
      async run({ query: { q: search, permission, limit, cursor }, caller }) {
        const [after] = readPlace(cursor, namePlace);
        const within = handedOnBy(caller);
        const query = { search, permission, within, after, limit };
        const { roles, more } = await listRoles(query, context);
        return { items: roles, next_cursor: writePlace(more, roles, (role) => [role.name]) };
      },
    }),
    operation({
      method: 'POST',
      path: '/roles',
      summary: 'Make a role',
      permission: 'roles:write',
      body: z.strictObject({
        name: name.describe('No other role has it.'),
        permissions: permissions.default([]),
      }),
      status: 201,
      versioned: true,
      response: roleSchema,
      run: ({ body, caller }) => createRole(body, caller, context),
    }),
    operation({
      method: 'GET',
      path: '/roles/{role}',
      summary: 'Read a role',
      permission: 'roles:read',
      params,
      status: 200,
      versioned: true,
      response: roleSchema,
      run: ({ params }) => getRole(params.role, context.sql),
    }),
    operation({
      method: 'PATCH',
      path: '/roles/{role}',
      summary: 'Set what a role permits. When this returns, no gateway allows what was taken',
      permission: 'roles:write',
      params,
      body: z.strictObject({ permissions }),
      status: 200,
      versioned: true,
      response: roleSchema,
      run: ({ params, body, caller, unchanged }) =>
        changeRole(
          params.role,
          { set: body.permissions },
          { caller, guard: unchanged((tx) => getRole(params.role, tx)) },
          context,
        ),
    }),
    ...(['PUT', 'DELETE'] as const).map((method) =>
      operation({
        method,
        path: '/roles/{role}/permissions/{permission}',
        summary:
          method === 'PUT'
            ? 'Add a permission to a role'
            : 'Take a permission from a role. When this returns, no gateway allows it',
        permission: 'roles:write',
        params: params.extend({ permission: permissionParam }),
        status: 200,
        versioned: true,
        response: roleSchema,
        run: ({ params: { role, permission }, caller, unchanged }) =>
          changeRole(
            role,
            method === 'PUT' ? { add: permission } : { remove: permission },
            { caller, guard: unchanged((tx) => getRole(role, tx)) },
            context,
          ),
      }),
    ),
    operation({
      method: 'DELETE',
      path: '/roles/{role}',
      summary: 'Delete a role, and so take it from everyone who has it',
      permission: 'roles:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params, caller, unchanged }) =>
        deleteRole(
          params.role,
          { caller, guard: unchanged((tx) => getRole(params.role, tx)) },
          context,
        ),
    }),
  ];
}
