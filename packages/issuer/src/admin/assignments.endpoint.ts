import { z } from 'zod';
import type { Context } from '../context.ts';
import { addMember, listGroups, removeMember } from '../directory/groups/groups.service.ts';
import { assignRole, listRoles, unassignRole } from '../directory/roles/roles.service.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const name = z.string().min(1).max(100);
const roleParams = z.strictObject({ id: userId, role: name.describe('The name of the role.') });
const groupParams = z.strictObject({ id: userId, group: name.describe('The name of the group.') });

const end = z.strictObject({
  valid_until: moment
    .nullable()
    .default(null)
    .describe('When it ends by itself, in UTC by ISO 8601; null for never.'),
});

export function assignmentOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Operation[] {
  return [
    operation({
      method: 'PUT',
      path: '/users/{id}/roles/{role}',
      summary: 'Give a user a role, for good or until a moment',
      permission: 'directory:write',
      params: roleParams,
      body: end,
      status: 204,
      run: ({ params: { id, role }, body, caller }) =>
        assignRole({ userId: id, role }, time(body.valid_until), caller, context),
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/roles/{role}',
      summary: 'Take a role from a user. When this returns, no gateway accepts it any more',
      permission: 'directory:write',
      params: roleParams,
      status: 204,
      run: ({ params: { id, role }, caller }) =>
        unassignRole({ userId: id, role }, caller, context),
    }),
    operation({
      method: 'PUT',
      path: '/users/{id}/groups/{group}',
      summary: 'Add a user to a group, for good or until a moment',
      permission: 'directory:write',
      params: groupParams,
      body: end,
      status: 204,
      run: ({ params: { id, group }, body, caller }) =>
        addMember({ userId: id, group }, time(body.valid_until), caller, context),
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/groups/{group}',
      summary: 'Remove a user from a group. When this returns, no gateway accepts it any more',
      permission: 'directory:write',
      params: groupParams,
      status: 204,
      run: ({ params: { id, group }, caller }) =>
        removeMember({ userId: id, group }, caller, context),
    }),
    operation({
      method: 'GET',
      path: '/roles',
      summary: 'List roles and what they permit',
      permission: 'directory:read',
      status: 200,
      response: z.object({
        items: z.array(z.object({ name: z.string(), permissions: z.array(z.string()) })),
      }),
      run: async () => ({ items: await listRoles(context) }),
    }),
    operation({
      method: 'GET',
      path: '/groups',
      summary: 'List groups, their parents and their roles',
      permission: 'directory:read',
      status: 200,
      response: z.object({
        items: z.array(
          z.object({
            name: z.string(),
            parent: z.string().nullable(),
            roles: z.array(z.string()),
          }),
        ),
      }),
      run: async () => ({ items: await listGroups(context) }),
    }),
  ];
}

const time = (text: string | null): Date | null => (text === null ? null : new Date(text));
