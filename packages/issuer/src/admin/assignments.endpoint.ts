import { z } from 'zod';
import type { Context } from '../context.ts';
import { requirePerson } from '../directory/delegation/reach.service.ts';
import { addMember, removeMember } from '../directory/groups/groups.service.ts';
import { holdGroup } from '../directory/groups/manage-groups.service.ts';
import { giveRoleToGroup, takeRoleFromGroup } from '../directory/groups/roles-of-groups.service.ts';
import { assignRole, unassignRole } from '../directory/roles/roles.service.ts';
import { holdUser } from '../directory/users/read-users.service.ts';
import { showGroupDetails } from './group-wire.ts';
import type { Unchanged } from './if-match.ts';
import { moment } from './moment.ts';
import { groupParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';
import { showUserDetails } from './user-wire.ts';

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
  const { clock } = context;
  const sameUser = (id: string, unchanged: Unchanged) =>
    unchanged(async (tx) => showUserDetails(await holdUser(id, { tx, clock })));
  const sameGroup = (name: string, unchanged: Unchanged) =>
    unchanged(async (tx) => showGroupDetails(await holdGroup(name, tx, clock.now())));
  return [
    operation({
      method: 'PUT',
      path: '/users/{id}/roles/{role}',
      summary: 'Give a user a role, for good or until a moment',
      permission: 'roles:write',
      params: roleParams,
      body: end,
      status: 204,
      versioned: true,
      run: ({ params: { id, role }, body, caller, unchanged }) => {
        const until = time(body.valid_until);
        return assignRole({ userId: id, role }, until, caller, context, sameUser(id, unchanged));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/roles/{role}',
      summary: 'Take a role from a user. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      params: roleParams,
      status: 204,
      versioned: true,
      run: ({ params: { id, role }, caller, unchanged }) =>
        unassignRole({ userId: id, role }, caller, context, sameUser(id, unchanged)),
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
      versioned: true,
      async run({ params: { id, group }, body, caller, unchanged }) {
        const asked = { userId: id, needed: 'groups:write' } as const;
        await requirePerson(context.sql, caller, asked, context.clock.now());
        const until = time(body.valid_until);
        await addMember({ userId: id, group }, until, caller, context, sameUser(id, unchanged));
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
      versioned: true,
      run: ({ params: { id, group }, caller, unchanged }) =>
        removeMember({ userId: id, group }, caller, context, sameUser(id, unchanged)),
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
      versioned: true,
      run: ({ params, body, caller, unchanged }) => {
        const guard = sameGroup(params.group, unchanged);
        return giveRoleToGroup(params, time(body.valid_until), caller, context, guard);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/groups/{group}/roles/{role}',
      summary: 'Take a role from a group. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      within: 'group',
      params: groupRoleParams,
      status: 204,
      versioned: true,
      run: ({ params, caller, unchanged }) =>
        takeRoleFromGroup(params, caller, context, sameGroup(params.group, unchanged)),
    }),
  ];
}

export const time = (text: string | null): Date | null => (text === null ? null : new Date(text));
