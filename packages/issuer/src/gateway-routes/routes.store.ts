import type { RoutesResponse } from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { Queryable, Transaction } from '../database/connection.ts';

/**
 * The routing table and the position it is true at, in one statement and so in one snapshot. Where the file has
 * a part of what an administrator's route is for, the file's goes first.
 */
export async function readRoutingTable(sql: Queryable): Promise<RoutesResponse> {
  const [row] = await sql<{ epoch: string; pos: number; routes: Route[] }[]>`
    select sallyport_epoch() as epoch, head.pos,
      (select coalesce(jsonb_agg(definition order by ordinal < 1, abs(ordinal)), '[]') from routes)
        as routes
    from head`;
  const { epoch, pos, routes } = row!;
  return { as_of: { epoch, pos }, routes };
}

/** Makes those of the file these. @returns whether they were others. */
export async function replaceRoutes(tx: Queryable, routes: readonly Route[]): Promise<boolean> {
  const rows = await tx`
    with wanted as (
      select ordinality::integer as ordinal, definition
      from jsonb_array_elements(${tx.json(routes as never)}) with ordinality as t (definition)
    ), gone as (
      delete from routes where ordinal > (select count(*) from wanted) returning ordinal
    ), put as (
      insert into routes (ordinal, definition) select ordinal, definition from wanted
      on conflict (ordinal) do update set definition = excluded.definition
        where routes.definition is distinct from excluded.definition
      returning ordinal
    )
    select ordinal from gone union all select ordinal from put`;
  return rows.length > 0;
}

/** A row of the table. */
export interface RouteRow {
  /** Null for those of the file. */
  id: string | null;
  ordinal: number;
  definition: Route;
}

/** Routes change one after the other, so that each change sees which requests are taken. */
export async function lockRoutes(tx: Transaction): Promise<void> {
  await tx`lock table routes in share row exclusive mode`;
}

/** Those of the file in its order, then those of administrators as they were made. */
export const readRouteRows = (
  sql: Queryable,
  [isOwn, place]: readonly [number, number] = [0, 0],
  limit: number | null = null,
): Promise<RouteRow[]> =>
  sql<RouteRow[]>`
    select id, ordinal, definition from routes
    where ((ordinal < 1)::integer, abs(ordinal)) > (${isOwn}, ${place})
    order by ordinal < 1, abs(ordinal) limit ${limit}`;

export async function readOwnRoute(sql: Queryable, id: string): Promise<RouteRow | null> {
  const [row] = await sql<RouteRow[]>`
    select id, ordinal, definition from routes where id = ${id}`;
  return row ?? null;
}

/** @returns false where there is one of this id */
export async function insertOwnRoute(
  tx: Transaction,
  id: string,
  definition: object,
): Promise<boolean> {
  const { count } = await tx`
    insert into routes (id, ordinal, definition)
    select ${id}, least(coalesce(min(ordinal), 0), 0) - 1, ${tx.json(definition as never)}
    from routes
    on conflict (id) do nothing`;
  return count === 1;
}

export async function updateOwnRoute(
  tx: Transaction,
  id: string,
  definition: object,
): Promise<void> {
  await tx`update routes set definition = ${tx.json(definition as never)} where id = ${id}`;
}

export async function deleteOwnRoutes(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx`delete from routes where id = any(${[...ids]}::text[])`;
}

/** Until the end of the transaction the API is not deleted. @returns whether there is one of this id */
export async function holdApi(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx`select from apis where id = ${id} for key share`;
  return count === 1;
}

/** Which of these names there are. */
export async function readKnownNames(
  sql: Queryable,
  { permissions, roles }: { permissions: readonly string[]; roles: readonly string[] },
): Promise<{ permissions: string[]; roles: string[] }> {
  const [row] = await sql<{ permissions: string[]; roles: string[] }[]>`
    select
      array(
        select asked from unnest(${[...permissions]}::text[]) asked
        where exists (select from api_permissions where permission = asked)
      ) as permissions,
      array(select name from roles where name = any(${[...roles]}::text[])) as roles`;
  return row!;
}
