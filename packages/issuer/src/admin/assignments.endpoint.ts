import { z } from 'zod';
import type { Context } from '../context.ts';
import { requirePerson } from '../directory/delegation/reach.service.ts';
import { addMember, removeMember } from '../directory/groups/groups.service.ts';
import { giveRoleToGroup, takeRoleFromGroup } from '../directory/groups/roles-of-groups.service.ts';
import { assignRole, unassignRole } from '../directory/roles/roles.service.ts';
import { moment } from './moment.ts';
import { groupParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const roleParams = z.strictObject({ id: userId, role: roleParam });
const groupParams = z.strictObject({ id: userId, group: groupParam });
const groupRoleParams = z.strictObject({ group: groupParam, role: roleParam });

export const end = z.strictObject({
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
      permission: 'roles:write',
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
      permission: 'roles:write',
      params: roleParams,
      status: 204,
      run: ({ params: { id, role }, caller }) =>
        unassignRole({ userId: id, role }, caller, context),
    }),
    operation({
      method: 'PUT',
      path: '/users/{id}/groups/{group}',
      summary: 'Add a user to a group, for good or until a moment',
      permission: 'groups:write',
      within: 'group',
      params: groupParams,
      body: end,
      status: 204,
      async run({ params: { id, group }, body, caller }) {
        const asked = { userId: id, needed: 'groups:write' } as const;
        await requirePerson(context.sql, caller, asked, context.clock.now());
        await addMember({ userId: id, group }, time(body.valid_until), caller, context);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/groups/{group}',
      summary: 'Remove a user from a group. When this returns, no gateway accepts it any more',
      permission: 'groups:write',
      within: 'group',
      params: groupParams,
      status: 204,
      run: ({ params: { id, group }, caller }) =>
        removeMember({ userId: id, group }, caller, context),
    }),
    operation({
      method: 'PUT',
      path: '/groups/{group}/roles/{role}',
      summary: 'Give a role to the members of a group, for good or until a moment',
      permission: 'roles:write',
      within: 'group',
      params: groupRoleParams,
      body: end,
      status: 204,
      run: ({ params, body, caller }) =>
        giveRoleToGroup(params, time(body.valid_until), caller, context),
    }),
    operation({
      method: 'DELETE',
      path: '/groups/{group}/roles/{role}',
      summary: 'Take a role from a group. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      within: 'group',
      params: groupRoleParams,
      status: 204,
      run: ({ params, caller }) => takeRoleFromGroup(params, caller, context),
    }),
  ];
}

export const time = (text: string | null): Date | null => (text === null ? null : new Date(text));
