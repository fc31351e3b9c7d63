import type { RoutesResponse } from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { Queryable } from '../database/connection.ts';

/** The routing table and the position it is true at, in one statement and so in one snapshot. */
export async function readRoutingTable(sql: Queryable): Promise<RoutesResponse> {
  const [row] = await sql<{ epoch: string; pos: number; routes: Route[] }[]>`
    select sallyport_epoch() as epoch, head.pos,
      (select coalesce(jsonb_agg(definition order by ordinal), '[]') from routes) as routes
    from head`;
  const { epoch, pos, routes } = row!;
  return { as_of: { epoch, pos }, routes };
}

/** @returns whether the table was another one. */
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
