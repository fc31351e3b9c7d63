import { z } from 'zod';
import type { Context } from '../context.ts';
import { requirePerson } from '../directory/delegation/reach.service.ts';
import { holdWholeOrganization } from '../directory/organizations/manage-organizations.service.ts';
import {
  getMember,
  holdMember,
  joinOrganization,
  leaveOrganization,
  listMembers,
  listMemberships,
} from '../directory/organizations/members.service.ts';
import type { Member } from '../directory/organizations/organization.ts';
import { giveRoleWithin, takeRoleWithin } from '../directory/organizations/roles-within.service.ts';
import { end, time } from './assignments.endpoint.ts';
import type { Unchanged } from './if-match.ts';
import { organizationParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import {
  organizationSchema,
  roleWithinSchema,
  showOrganization,
  showOrganizationDetails,
  showRoleWithin,
} from './organizations.endpoint.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';
import { userId } from './user-id.ts';

const organization = organizationParam;
const params = z.strictObject({ organization });
const memberParams = z.strictObject({ organization, id: userId });
const roleParams = z.strictObject({ organization, role: roleParam });
const memberRoleParams = z.strictObject({ organization, id: userId, role: roleParam });

const memberSchema = z.object({
  id: z.uuid().describe('Of the user.'),
  email: z.string(),
  name: z.string(),
  disabled: z.boolean().describe('The account, not the membership.'),
  joined_at: z.iso.datetime(),
  roles: z.array(roleWithinSchema).describe('Their own within, beside those of every member.'),
});

const showMember = ({ userId: id, joinedAt, roles, email, name, disabled }: Member) => ({
  ...{ id, email, name, disabled },
  joined_at: joinedAt.toISOString(),
  roles: roles.map(showRoleWithin),
});

const place = z.tuple([z.uuid()]);

/** Members of organizations, and what they have within. */
export function organizationMemberOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Operation[] {
  const sameMember = (key: string, userId: string, unchanged: Unchanged) =>
    unchanged(async (tx) => {
      const member = await holdMember({ key, userId }, tx);
      return member && showMember(member);
    });
  const sameOrganization = (key: string, unchanged: Unchanged) =>
    unchanged(async (tx) => showOrganizationDetails(await holdWholeOrganization(key, tx)));
  return [
    operation({
      method: 'GET',
      path: '/organizations/{organization}/members',
      summary: 'List the members of an organization, with their roles within',
      permission: 'organizations:read',
      within: 'organization',
      params,
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(memberSchema), next_cursor: nextCursor }),
      async run({ params: { organization: key }, query: { limit, cursor } }) {
        const [after] = readPlace(cursor, place);
        const { members, more } = await listMembers(key, { after, limit }, context);
        const next = writePlace(more, members, (member) => [member.userId]);
        return { items: members.map(showMember), next_cursor: next };
      },
    }),
    operation({
      method: 'GET',
      path: '/organizations/{organization}/members/{id}',
      summary: 'Read a member of an organization',
      permission: 'organizations:read',
      within: 'organization',
      params: memberParams,
      status: 200,
      versioned: true,
      response: memberSchema,
      run: async ({ params: { organization: key, id } }) =>
        showMember(await getMember({ key, userId: id }, context)),
    }),
    operation({
      method: 'PUT',
      path: '/organizations/{organization}/members/{id}',
      summary: 'Make a user a member of an organization',
      permission: 'organizations:write',
      within: 'organization',
      params: memberParams,
      status: 204,
      versioned: true,
      async run({ params: { organization: key, id }, caller, unchanged }) {
        const asked = { userId: id, needed: 'organizations:write' } as const;
        await requirePerson(context.sql, caller, asked, context.clock.now());
        const guard = sameMember(key, id, unchanged);
        await joinOrganization({ key, userId: id }, caller, context, guard);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/organizations/{organization}/members/{id}',
      summary:
        'Remove a user from an organization, with their roles within. When this returns, no gateway accepts a token of theirs for it',
      permission: 'organizations:write',
      within: 'organization',
      params: memberParams,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key, id }, caller, unchanged }) => {
        const guard = sameMember(key, id, unchanged);
        return leaveOrganization({ key, userId: id }, caller, context, guard);
      },
    }),
    operation({
      method: 'PUT',
      path: '/organizations/{organization}/members/{id}/roles/{role}',
      summary: 'Give a member a role within the organization, for good or until a moment',
      permission: 'roles:write',
      within: 'organization',
      params: memberRoleParams,
      body: end,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key, id, role }, body, caller, unchanged }) => {
        const guard = sameMember(key, id, unchanged);
        const until = time(body.valid_until);
        return giveRoleWithin({ key, userId: id, role }, until, caller, context, guard);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/organizations/{organization}/members/{id}/roles/{role}',
      summary:
        'Take a role within the organization from a member. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      within: 'organization',
      params: memberRoleParams,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key, id, role }, caller, unchanged }) => {
        const guard = sameMember(key, id, unchanged);
        return takeRoleWithin({ key, userId: id, role }, caller, context, guard);
      },
    }),
    operation({
      method: 'PUT',
      path: '/organizations/{organization}/roles/{role}',
      summary: 'Give a role within the organization to all its members, for good or until a moment',
      permission: 'roles:write',
      within: 'organization',
      params: roleParams,
      body: end,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key, role }, body, caller, unchanged }) => {
        const guard = sameOrganization(key, unchanged);
        const until = time(body.valid_until);
        return giveRoleWithin({ key, userId: null, role }, until, caller, context, guard);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/organizations/{organization}/roles/{role}',
      summary:
        'Take a role from all members within the organization; who has it by themselves keeps it',
      permission: 'roles:write',
      within: 'organization',
      params: roleParams,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key, role }, caller, unchanged }) => {
        const guard = sameOrganization(key, unchanged);
        return takeRoleWithin({ key, userId: null, role }, caller, context, guard);
      },
    }),
    operation({
      method: 'GET',
      path: '/users/{id}/organizations',
      summary: 'List the organizations of a user, with their roles within',
      permission: 'organizations:read',
      params: z.strictObject({ id: userId }),
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({
        items: z.array(
          organizationSchema.extend({
            joined_at: z.iso.datetime(),
            roles: z
              .array(roleWithinSchema)
              .describe('Their own within, beside those of every member.'),
          }),
        ),
        next_cursor: nextCursor,
      }),
      async run({ params: { id }, query: { limit, cursor } }) {
        const [after] = readPlace(cursor, place);
        const { memberships, more } = await listMemberships(id, { after, limit }, context);
        const items = memberships.map((one) => ({
          ...showOrganization(one),
          joined_at: one.joinedAt.toISOString(),
          roles: one.roles.map(showRoleWithin),
        }));
        return { items, next_cursor: writePlace(more, memberships, (one) => [one.id]) };
      },
    }),
  ];
}
