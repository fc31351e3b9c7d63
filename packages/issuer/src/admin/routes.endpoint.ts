import type { Route } from '@sallyport/protocol/route.ts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { type KeptRoute, prefixOfDeclared } from '../gateway-routes/kept-route.ts';
import {
  createRoute,
  deleteRoute,
  getRoute,
  listRoutes,
  replaceRoute,
} from '../gateway-routes/manage-routes.service.ts';
import { ownRoute } from '../gateway-routes/route-declaration.ts';
import { name } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const routeSchema = z.object({
  id: z
    .string()
    .describe(
      'What an administrator called it. Those of the configuration file have no name there: it begins with `file-`, and stays while the file has a route for the same requests.',
    ),
  declared: z.boolean().describe('Made by the configuration file: then it cannot be changed here.'),
  definition: z.record(z.string(), z.unknown()).describe('As the configuration file has it.'),
});

const definition = ownRoute.describe('The route, by the rules of the configuration file.');

const params = z.strictObject({
  id: z.string().min(1).max(100).describe('The id of the route.'),
});

/** Whether among those of administrators, and the place there. */
const place = z.tuple([z.int().min(0).max(1), z.int().min(0).max(2_147_483_647)]);

const show = ({ definition, ...route }: KeptRoute): z.input<typeof routeSchema> => ({
  ...route,
  definition: { ...definition },
});

/** What gateways forward, and to whom: those of the file, and those that are made here. */
export function routeOperations(
  context: Pick<Context, 'sql' | 'changes' | 'clock' | 'settings'>,
): Operation[] {
  const read = async (id: string, sql: Queryable) => show(await getRoute(id, sql));
  return [
    operation({
      method: 'GET',
      path: '/routes',
      summary:
        'List the routes of the gateways: those of the file in its order, then those that were made here',
      permission: 'routes:read',
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(routeSchema), next_cursor: nextCursor }),
      async run({ query: { limit, cursor } }) {
        const after = decodeCursor(cursor, place) ?? undefined;
        const { routes, next } = await listRoutes({ after, limit }, context);
        return { items: routes.map(show), next_cursor: next && encodeCursor(next) };
      },
    }),
    operation({
      method: 'POST',
      path: '/routes',
      summary:
        'Make a route. When this returns, all gateways serve it. A route for every host, for that of the console or the issuer, or for the admin API needs every permission of this API',
      permission: 'routes:write',
      body: z.strictObject({
        id: name
          .refine((id) => !id.startsWith(prefixOfDeclared), {
            error: `Names that begin with ${prefixOfDeclared} are for routes of the file.`,
          })
          .describe('What it is called here.'),
        definition,
      }),
      status: 201,
      versioned: true,
      response: routeSchema,
      run: async ({ body: { id, definition }, caller }) =>
        show(await createRoute({ id, definition: definition as Route }, { caller }, context)),
    }),
    operation({
      method: 'GET',
      path: '/routes/{id}',
      summary: 'Read a route',
      permission: 'routes:read',
      params,
      status: 200,
      versioned: true,
      response: routeSchema,
      run: ({ params }) => read(params.id, context.sql),
    }),
    operation({
      method: 'PUT',
      path: '/routes/{id}',
      summary:
        'Replace a route: what is left out is as by default. When this returns, no gateway serves the one of before',
      permission: 'routes:write',
      params,
      body: z.strictObject({ definition }),
      status: 200,
      versioned: true,
      response: routeSchema,
      async run({ params: { id }, body: { definition }, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(id, tx)) };
        return show(await replaceRoute({ id, definition: definition as Route }, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/routes/{id}',
      summary: 'Delete a route. When this returns, no gateway serves it',
      permission: 'routes:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { id }, caller, unchanged }) =>
        deleteRoute(id, { caller, guard: unchanged((tx) => read(id, tx)) }, context),
    }),
  ];
}
