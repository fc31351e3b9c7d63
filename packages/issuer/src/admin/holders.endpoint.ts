import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Holder, Way } from '../directory/holders/holder.ts';
import { listHolders } from '../directory/holders/holders.service.ts';
import { groupParam, organizationParam, roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';
import { userId } from './user-id.ts';

const waySchema = z.object({
  by: z.enum(['assignment', 'group', 'organization']),
  path: z
    .array(z.string())
    .optional()
    .describe(
      'Of a group: from the one that the user is a member of to the one that has the role.',
    ),
  provider: z
    .string()
    .nullable()
    .optional()
    .describe('The provider that put the user into the group when they last signed in there.'),
  organization: z
    .string()
    .optional()
    .describe('Key of the organization within which the user has it, and nowhere else.'),
  members: z.boolean().optional().describe('Whether all members of that organization have it.'),
  valid_until: z.iso.datetime().nullable(),
  declared: z.boolean().describe('Given by the configuration file.'),
});

const holderSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  ways: z.array(waySchema).describe('All of them, each enough by itself.'),
});

const place = z.tuple([userId]);

const showWay = ({ validUntil, ...way }: Way): z.output<typeof waySchema> => ({
  ...way,
  valid_until: validUntil?.toISOString() ?? null,
});

const showHolder = ({ ways, ...user }: Holder): z.output<typeof holderSchema> => ({
  ...user,
  ways: ways.map(showWay),
});

/** Who has what, and by which way. */
export function holderOperations(context: Pick<Context, 'sql' | 'clock'>): Operation[] {
  const list = async (
    held: Parameters<typeof listHolders>[0]['held'],
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ) => {
    const [after] = readPlace(cursor, place);
    const { holders, more } = await listHolders({ held, after, limit }, context);
    const next_cursor = writePlace(more, holders, ({ id }) => [id]);
    return { items: holders.map(showHolder), next_cursor };
  };
  const response = z.object({ items: z.array(holderSchema), next_cursor: nextCursor });
  return [
    operation({
      method: 'GET',
      path: '/roles/{role}/users',
      summary: 'List the users who have a role now, each with the ways by which they have it',
      permission: 'users:read',
      params: z.strictObject({ role: roleParam }),
      query: z.strictObject({
        ...pageQuery,
        organization: organizationParam
          .optional()
          .describe('Only those who have it within the organization with this key.'),
      }),
      status: 200,
      response,
      run: ({ params: { role }, query: { organization, ...page } }) =>
        list({ role, organization }, page),
    }),
    operation({
      method: 'GET',
      path: '/groups/{group}/users',
      summary: 'List the members of a group now, each with the ways by which they are',
      permission: 'users:read',
      within: 'group',
      params: z.strictObject({ group: groupParam }),
      query: z.strictObject({
        ...pageQuery,
        direct: z
          .enum(['true', 'false'])
          .default('false')
          .describe('`true` leaves out those who are members of a group below it.'),
      }),
      status: 200,
      response,
      run: ({ params, query: { direct, ...page } }) =>
        list({ group: params.group, direct: direct === 'true' }, page),
    }),
  ];
}
