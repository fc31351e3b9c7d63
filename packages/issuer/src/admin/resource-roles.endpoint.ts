import { z } from 'zod';
import { sentDetail } from '../authorization-details/detail.ts';
import type { Context } from '../context.ts';
import { listOfHolder, listOnResource } from '../directory/resource-roles/list.service.ts';
import { type ListedResourceRole, readHolder } from '../directory/resource-roles/resource-role.ts';
import {
  giveResourceRole,
  takeResourceRole,
} from '../directory/resource-roles/resource-roles.service.ts';
import { isPlainText } from '../runtime/plain-text.ts';
import { moment } from './moment.ts';
import { roleParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';

const text = z.string().min(1).max(300).refine(isPlainText, 'Control characters are not allowed.');
const holder = text.describe(
  'Who has it: `user:` and the id, `group:` and the name, or `client:` and the client identifier.',
);
const type = sentDetail.shape.type
  .refine(isPlainText, 'Control characters are not allowed.')
  .describe('A type under `authorization_details` of an API.');
const identifier = sentDetail.shape.identifier
  .refine(isPlainText, 'Control characters are not allowed.')
  .describe('The resource, as the API names it: compared letter by letter.');
const one = { holder, type, identifier, role: roleParam };

const itemSchema = z.object({
  holder: z.string(),
  type: z.string(),
  identifier: z.string(),
  role: z.string(),
  valid_until: z.iso.datetime().nullable(),
});

const show = ({ validUntil, id, ...item }: ListedResourceRole): z.output<typeof itemSchema> => ({
  ...item,
  valid_until: validUntil?.toISOString() ?? null,
});

const page = z.object({ items: z.array(itemSchema), next_cursor: nextCursor });
const placeOfHolder = z.tuple([z.string(), z.string(), z.string()]);
const placeOnResource = z.tuple([z.int()]);

/** Roles on single resources. */
export function resourceRoleOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/resource-roles',
      summary: 'List the roles that a user, a group or a client has on single resources',
      permission: 'roles:read',
      query: z.strictObject({ ...pageQuery, holder }),
      status: 200,
      response: page,
      async run({ query: { holder: name, limit, cursor } }) {
        const after = readPlace(cursor, placeOfHolder);
        const place = after[0] === null ? null : after;
        const { items, more } = await listOfHolder(
          readHolder(name),
          { after: place, limit },
          context,
        );
        const next_cursor = writePlace(more, items, (item) => [
          item.type,
          item.identifier,
          item.role,
        ]);
        return { items: items.map(show), next_cursor };
      },
    }),
    operation({
      method: 'GET',
      path: '/resource-roles/of-resource',
      summary: 'List who has a role on a resource',
      permission: 'roles:read',
      query: z.strictObject({ ...pageQuery, type, identifier }),
      status: 200,
      response: page,
      async run({ query: { limit, cursor, ...resource } }) {
        const [after] = readPlace(cursor, placeOnResource);
        const { items, more } = await listOnResource(resource, { after, limit }, context);
        return { items: items.map(show), next_cursor: writePlace(more, items, ({ id }) => [id]) };
      },
    }),
    operation({
      method: 'PUT',
      path: '/resource-roles',
      summary: 'Give a role on one resource, for good or until a moment',
      permission: 'roles:write',
      body: z.strictObject({
        ...one,
        valid_until: moment
          .nullable()
          .default(null)
          .describe('When it ends by itself, in UTC by ISO 8601; null for never.'),
      }),
      status: 204,
      run: ({ body: { holder: name, valid_until: end, ...given }, caller }) =>
        giveResourceRole(
          { ...given, holder: readHolder(name) },
          end === null ? null : new Date(end),
          caller,
          context,
        ),
    }),
    operation({
      method: 'DELETE',
      path: '/resource-roles',
      summary: 'Take a role on one resource. When this returns, no gateway accepts it any more',
      permission: 'roles:write',
      query: z.strictObject(one),
      status: 204,
      run: ({ query: { holder: name, ...taken }, caller }) =>
        takeResourceRole({ ...taken, holder: readHolder(name) }, caller, context),
    }),
  ];
}
