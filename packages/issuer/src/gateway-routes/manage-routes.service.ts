import { isDeepStrictEqual } from 'node:util';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';
import { InvalidInputError } from '../http/problem.ts';
import { problemWithOthers, reachesAdministrators } from './check-own-route.ts';
import { idOfDeclared, type KeptRoute, prefixOfDeclared } from './kept-route.ts';
import {
  deleteOwnRoutes,
  holdApi,
  insertOwnRoute,
  lockRoutes,
  type RouteRow,
  readKnownNames,
  readOwnRoute,
  readRouteRows,
  updateOwnRoute,
} from './routes.store.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock' | 'settings'>;

/** Who changes a route, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

/** Where a page ended: whether among those of administrators, and at which one. */
export type PlaceOfRoute = readonly [isOwn: number, place: number];

/** One page, in the order in which gateways have them, and where it ends if there are more. */
export async function listRoutes(
  { after, limit }: { after: PlaceOfRoute | undefined; limit: number },
  { sql }: Pick<Context, 'sql'>,
): Promise<{ routes: KeptRoute[]; next: PlaceOfRoute | null }> {
  const rows = await readRouteRows(sql, after, limit + 1);
  const last = rows[limit - 1];
  const next = last && rows.length > limit ? placeOf(last) : null;
  return { routes: rows.slice(0, limit).map(asKept), next };
}

const placeOf = ({ ordinal }: RouteRow): PlaceOfRoute => [ordinal < 1 ? 1 : 0, Math.abs(ordinal)];

const asKept = ({ id, definition }: RouteRow): KeptRoute => ({
  id: id ?? idOfDeclared(definition),
  declared: id === null,
  definition,
});

/** @throws OAuthError `not_found` */
export async function getRoute(id: string, sql: Queryable): Promise<KeptRoute> {
  const row = id.startsWith(prefixOfDeclared) ? null : await readOwnRoute(sql, id);
  if (row) return asKept(row);
  const all = id.startsWith(prefixOfDeclared) ? (await readRouteRows(sql)).map(asKept) : [];
  const found = all.find((route) => route.id === id);
  if (!found) throw new OAuthError('not_found', `There is no route ${id}.`);
  return found;
}

/**
 * Gateways obey it when this returns. It may take requests from a route for more of them, so that they wait.
 *
 * @throws OAuthError `invalid_request` for a name that there is not; `conflict` where there is a route of this id,
 *   or for the same requests; `insufficient_scope` as `requireAuthorityOver` says
 */
export function createRoute(
  { id, definition }: Pick<KeptRoute, 'id' | 'definition'>,
  { caller }: { caller: Caller },
  context: Dependencies,
): Promise<KeptRoute> {
  return context.changes.takeAway(async (tx) => {
    await requireReferences(tx, definition);
    await lockRoutes(tx);
    requireAuthorityOver([definition], caller, context);
    await requireRoom(tx, { id, definition, declared: false }, context);
    if (!(await insertOwnRoute(tx, id, definition))) {
      throw new OAuthError('conflict', `There is a route ${id} already. Choose another id.`);
    }
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'route.create', actor: caller.actor },
      ...{ subjects: [`route:${id}`], detail: { definition } },
    });
    return { value: await getRoute(id, tx), tags: ['routes' as const] };
  });
}

/** @throws OAuthError as `createRoute`; `not_found`; `conflict` for one of the file as well */
export function replaceRoute(
  { id, definition }: Pick<KeptRoute, 'id' | 'definition'>,
  { caller, guard }: By,
  context: Dependencies,
): Promise<KeptRoute> {
  return context.changes.takeAway(async (tx) => {
    await requireReferences(tx, definition);
    await lockRoutes(tx);
    const before = await requireOwn(tx, id, guard);
    requireAuthorityOver([before.definition, definition], caller, context);
    if (isDeepStrictEqual(before.definition, definition)) return { value: before, tags: [] };
    await requireRoom(tx, { id, definition, declared: false }, context);
    await updateOwnRoute(tx, id, definition);
    const value = await getRoute(id, tx);
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'route.update', actor: caller.actor },
      subjects: [`route:${id}`],
      detail: changesOf(before.definition, value.definition),
    });
    return { value, tags: ['routes' as const] };
  });
}

/** What was left out counts, too. */
function changesOf(before: Route, after: Route) {
  const all = Object.keys({ ...before, ...after });
  const whole = (route: Route): Record<string, unknown> =>
    Object.fromEntries(all.map((key) => [key, route[key as keyof Route] ?? null]));
  return fieldChanges(whole(before), whole(after));
}

/**
 * Deleting what is not there is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `conflict` for one of the file; `insufficient_scope` as `requireAuthorityOver` says
 */
export function deleteRoute(
  id: string,
  { caller, guard }: By,
  context: Dependencies,
): Promise<void> {
  return context.changes.takeAway(async (tx) => {
    await lockRoutes(tx);
    if (!id.startsWith(prefixOfDeclared) && !(await readOwnRoute(tx, id))) return [];
    const { definition } = await requireOwn(tx, id, guard);
    requireAuthorityOver([definition], caller, context);
    await deleteOwnRoutes(tx, [id]);
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'route.delete', actor: caller.actor },
      ...{ subjects: [`route:${id}`], detail: { definition } },
    });
    return ['routes'];
  });
}

async function requireOwn(tx: Transaction, id: string, guard: Guard): Promise<KeptRoute> {
  const route = await getRoute(id, tx);
  if (route.declared) throw declaredElsewhere(`The route ${id}`);
  await guard(tx);
  return route;
}

/** @throws OAuthError `insufficient_scope` where a route reaches administrators, and the caller is not one for everything */
function requireAuthorityOver(
  routes: readonly Route[],
  { permissions }: Caller,
  { settings }: Pick<Context, 'settings'>,
): void {
  const isForAll = adminPermissions.every((each) => permissions.includes(each));
  if (isForAll || !routes.some((route) => reachesAdministrators(route, settings))) return;
  throw new OAuthError(
    'insufficient_scope',
    'A route for every host, for that of the console or the issuer, or for the admin API could act as an ' +
      'administrator who comes by, and needs every permission of this API. Give the route a host of its own.',
  );
}

async function requireRoom(
  tx: Transaction,
  route: KeptRoute,
  { settings }: Pick<Context, 'settings'>,
): Promise<void> {
  const all = (await readRouteRows(tx)).map(asKept);
  const others = all.filter(({ id }) => id !== route.id);
  const problem = problemWithOthers(route, others, settings);
  if (problem !== null) throw new OAuthError('conflict', problem);
}

/** Every name that it uses has to be there; that of its API stays so until the route is. */
async function requireReferences(tx: Transaction, { api, require = {} }: Route): Promise<void> {
  const { permissions = [], roles = [] } = require;
  const problem = (path: (string | number)[], message: string) => ({
    ...{ code: 'custom', path: ['definition', ...path], message },
  });
  const known = await readKnownNames(tx, { permissions, roles });
  const unknown = [
    ...(api === undefined || (await holdApi(tx, api))
      ? []
      : [problem(['api'], `There is no API ${api}. Make it first, or correct the name.`)]),
    ...permissions.flatMap((name, at) =>
      known.permissions.includes(name)
        ? []
        : [problem(['require', 'permissions', at], `No API has the permission ${name}.`)],
    ),
    ...roles.flatMap((name, at) =>
      known.roles.includes(name)
        ? []
        : [problem(['require', 'roles', at], `There is no role ${name}.`)],
    ),
  ];
  if (unknown.length > 0) throw new InvalidInputError(unknown, {}, 'body');
}
