import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { placesFor } from '../directory/delegation/reach.ts';
import {
  changeOrganization,
  createOrganization,
  deleteOrganization,
  getOrganization,
  listOrganizations,
} from '../directory/organizations/manage-organizations.service.ts';
import {
  type Organization,
  type OrganizationDetails,
  organizationKey,
  type RoleWithin,
} from '../directory/organizations/organization.ts';
import { label } from '../runtime/text.ts';
import { organizationParam, searchQuery } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, readPlace, writePlace } from './page.ts';

export const organizationSchema = z.object({
  id: z.uuid().describe('`org_id` in tokens.'),
  key: z.string().describe('`org_key` in tokens, and what clients name it by.'),
  name: z.string(),
  disabled: z.boolean().describe('No token for it is accepted.'),
  created_at: z.iso.datetime(),
});

export const roleWithinSchema = z.object({
  name: z.string(),
  valid_until: z.iso.datetime().nullable(),
});

const detailsSchema = organizationSchema.extend({
  roles: z.array(roleWithinSchema).describe('What every member has within.'),
});

export const showOrganization = ({
  createdAt,
  id,
  key,
  name,
  disabled,
}: Organization): z.output<typeof organizationSchema> => ({
  ...{ id, key, name, disabled },
  created_at: createdAt.toISOString(),
});

export const showRoleWithin = ({ name, validUntil }: RoleWithin) => ({
  name,
  valid_until: validUntil?.toISOString() ?? null,
});

export const showOrganizationDetails = (
  details: OrganizationDetails,
): z.output<typeof detailsSchema> => ({
  ...showOrganization(details),
  roles: details.roles.map(showRoleWithin),
});

const params = z.strictObject({ organization: organizationParam });
const place = z.tuple([z.string().max(500), z.uuid()]);
const name = label.describe('What people call it.');

export function organizationOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'changes'>,
): Operation[] {
  const read = async (key: string, sql: Queryable) =>
    showOrganizationDetails(await getOrganization(key, sql));
  return [
    operation({
      method: 'GET',
      path: '/organizations',
      summary: 'List organizations by key, or search them as one types',
      permission: 'organizations:read',
      within: 'organization',
      query: z.strictObject({
        ...searchQuery,
        q: searchQuery.q.describe('Only those whose key or name begins so, in any case.'),
      }),
      status: 200,
      response: z.object({ items: z.array(organizationSchema), next_cursor: nextCursor }),
      async run({ query: { q: search, limit, cursor }, caller }) {
        const [found, id] = readPlace(cursor, place);
        const after = found === null ? null : { found, id };
        const { organizations, more } = await listOrganizations(
          { search, within: placesFor(caller, 'organizations:read', 'organization'), after, limit },
          context,
        );
        const next = writePlace(more, organizations, (one) => [one.found, one.id]);
        return { items: organizations.map(showOrganization), next_cursor: next };
      },
    }),
    operation({
      method: 'POST',
      path: '/organizations',
      summary: 'Make an organization',
      permission: 'organizations:write',
      body: z.strictObject({
        key: organizationKey.describe(
          'What clients and routes name it by. No other organization has it, and it never changes.',
        ),
        name,
      }),
      status: 201,
      versioned: true,
      response: detailsSchema,
      run: async ({ body, caller }) =>
        showOrganizationDetails(await createOrganization(body, caller, context)),
    }),
    operation({
      method: 'GET',
      path: '/organizations/{organization}',
      summary: 'Read an organization, and what all its members have within',
      permission: 'organizations:read',
      within: 'organization',
      params,
      status: 200,
      versioned: true,
      response: detailsSchema,
      run: ({ params }) => read(params.organization, context.sql),
    }),
    operation({
      method: 'PATCH',
      path: '/organizations/{organization}',
      summary:
        'Rename an organization, disable or enable it. When this returns, no gateway accepts a token for one that is disabled',
      permission: 'organizations:write',
      params,
      body: z.strictObject({
        name: name.optional(),
        disabled: z.boolean().optional().describe('Its members stay, and nothing is for it.'),
      }),
      status: 200,
      versioned: true,
      response: detailsSchema,
      async run({ params: { organization: key }, body, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(key, tx)) };
        return showOrganizationDetails(await changeOrganization(key, body, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/organizations/{organization}',
      summary: 'Delete an organization, with its members and their roles within; the people stay',
      permission: 'organizations:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key }, caller, unchanged }) =>
        deleteOrganization(key, { caller, guard: unchanged((tx) => read(key, tx)) }, context),
    }),
  ];
}
