import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { placesFor } from '../directory/delegation/reach.ts';
import {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  moveGroup,
} from '../directory/groups/manage-groups.service.ts';
import { name } from '../runtime/text.ts';
import { groupDetailsSchema, groupSchema, showGroup, showGroupDetails } from './group-wire.ts';
import { groupParam, namePlace, searchQuery } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, readPlace, writePlace } from './page.ts';

const params = z.strictObject({ group: groupParam });
const parent = name.nullable().describe('The group above it, whose roles its members have too.');

export function groupOperations(context: Pick<Context, 'sql' | 'clock' | 'changes'>): Operation[] {
  const read = async (group: string, sql: Queryable) =>
    showGroupDetails(await getGroup(group, sql, context.clock.now()));
  return [
    operation({
      method: 'GET',
      path: '/groups',
      summary: 'List groups, their parents and their roles, by name',
      permission: 'groups:read',
      within: 'group',
      query: z.strictObject({
        ...searchQuery,
        parent: name.optional().describe('Only those right below this group.'),
        top: z
          .enum(['true', 'false'])
          .default('false')
          .describe('Only those below none, or below none that the caller may see.'),
        role: name.optional().describe('Only those that give this role by themselves.'),
      }),
      status: 200,
      response: z.object({ items: z.array(groupSchema), next_cursor: nextCursor }),
      async run({ query: { q: search, parent, top, role, limit, cursor }, caller }) {
        const [after] = readPlace(cursor, namePlace);
        const below = top === 'true' ? null : parent;
        const within = placesFor(caller, 'groups:read', 'group');
        const query = { search, parent: below, role, within, after, limit };
        const { groups, more } = await listGroups(query, context);
        const next = writePlace(more, groups, (group) => [group.name]);
        return { items: groups.map(showGroup), next_cursor: next };
      },
    }),
    operation({
      method: 'POST',
      path: '/groups',
      summary: 'Make a group',
      permission: 'groups:write',
      within: 'group',
      body: z.strictObject({
        name: name.describe('No other group has it.'),
        parent: parent.default(null),
        roles: z.array(name).max(100).default([]).describe('The roles that every member has.'),
      }),
      status: 201,
      versioned: true,
      response: groupDetailsSchema,
      run: async ({ body, caller }) => showGroupDetails(await createGroup(body, caller, context)),
    }),
    operation({
      method: 'GET',
      path: '/groups/{group}',
      summary: 'Read a group: what it was given, and what its members have from it',
      permission: 'groups:read',
      within: 'group',
      params,
      status: 200,
      versioned: true,
      response: groupDetailsSchema,
      run: ({ params }) => read(params.group, context.sql),
    }),
    operation({
      method: 'PATCH',
      path: '/groups/{group}',
      summary:
        'Put a group below another one. When this returns, no gateway allows what its members lost',
      permission: 'groups:write',
      within: 'group',
      params,
      body: z.strictObject({ parent }),
      status: 200,
      versioned: true,
      response: groupDetailsSchema,
      async run({ params: { group }, body, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(group, tx)) };
        return showGroupDetails(await moveGroup(group, body.parent, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/groups/{group}',
      summary: 'Delete a group; its members lose what it gave them',
      permission: 'groups:write',
      within: 'group',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { group }, caller, unchanged }) =>
        deleteGroup(group, { caller, guard: unchanged((tx) => read(group, tx)) }, context),
    }),
  ];
}
