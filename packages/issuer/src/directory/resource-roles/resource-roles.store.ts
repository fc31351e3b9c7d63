import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Place } from '../delegation/reach.ts';
import {
  type ListedResourceRole,
  listedResourceRole,
  nameOfHolder,
  type Resource,
  type ResourceHolder,
  type ResourceRole,
} from './resource-role.ts';

const columns = { user: 'user_id', group: 'group_name', client: 'client_id' } as const;

const parseRow = rowParser('resource_roles', 'id', listedResourceRole);

/** Whether there is such a user, group or client; it stays until the transaction ends. */
export async function lockHolder(tx: Transaction, { kind, id }: ResourceHolder): Promise<boolean> {
  const rows =
    kind === 'user'
      ? await tx`select from users where id = ${id} for key share`
      : kind === 'group'
        ? await tx`select from groups where name = ${id} for key share`
        : await tx`select from clients where id = ${id} for key share`;
  return rows.length > 0;
}

/** Whether there is such a group or organization; it stays until the transaction ends. */
export async function lockHeld(tx: Transaction, { type, identifier }: Place): Promise<boolean> {
  const rows =
    type === 'group'
      ? await tx`select from groups where name = ${identifier} for key share`
      : await tx`select from organizations where key = ${identifier} for key share`;
  return rows.length > 0;
}

const parseType = rowParser(
  'apis',
  'type',
  z.object({ type: z.string(), hierarchical: z.boolean() }),
);

/** A type of resources; null where no API has it. */
export async function readType(
  tx: Transaction,
  type: string,
): Promise<{ hierarchical: boolean } | null> {
  const [row] = await tx`
    select of_api ->> 'type' as type,
      coalesce((of_api ->> 'hierarchical')::boolean, false) as hierarchical
    from apis cross join unnest(authorization_details) of_api where of_api ->> 'type' = ${type}`;
  return row ? parseType(row) : null;
}

/**
 * @param ofApi whether an API has the type: what was given on one of our own groups, and has not ended, stays so
 * @returns whether it is new, or ends at another time than before, or is on one of our own from now on.
 */
export async function insertResourceRole(
  tx: Transaction,
  { holder, type, identifier, role }: ResourceRole,
  { validUntil, ofApi, now }: { validUntil: Date | null; ofApi: boolean; now: Date },
): Promise<boolean> {
  const rows = await tx`
    insert into resource_roles (${tx(columns[holder.kind])}, type, identifier, role, valid_until, of_api)
    values (${holder.id}, ${type}, ${identifier}, ${role}, ${validUntil}, ${ofApi})
    on conflict (holder, type, identifier, role) do update set valid_until = excluded.valid_until,
        of_api = excluded.of_api and (resource_roles.of_api
          or coalesce(resource_roles.valid_until <= ${now}, false))
      where resource_roles.valid_until is distinct from excluded.valid_until
        or resource_roles.of_api and not excluded.of_api
    returning id`;
  return rows.length > 0;
}

/** @returns whether there was one. */
export async function deleteResourceRole(
  tx: Transaction,
  { holder, type, identifier, role }: ResourceRole,
): Promise<boolean> {
  const rows = await tx`
    delete from resource_roles where holder = ${nameOfHolder(holder)}
      and type = ${type} and identifier = ${identifier} and role = ${role}
    returning id`;
  return rows.length > 0;
}

export interface PageOf<Place> {
  after: Place | null;
  limit: number;
}

/** What a holder has, by type, identifier and role: those that have ended, too. */
export async function readOfHolder(
  sql: Queryable,
  holder: ResourceHolder,
  { after, limit }: PageOf<readonly [type: string, identifier: string, role: string]>,
): Promise<ListedResourceRole[]> {
  const [type, identifier, role] = after ?? ['', '', ''];
  const rows = await sql`
    select id::float8, holder, type, identifier, role, valid_until as "validUntil"
    from resource_roles
    where holder = ${nameOfHolder(holder)}
      and (type, identifier, role) > (${type}, ${identifier}, ${role})
    order by type, identifier, role limit ${limit}`;
  return rows.map(parseRow);
}

/** Who has what on a resource, in the order in which they first got it. */
export async function readOnResource(
  sql: Queryable,
  { type, identifier }: Resource,
  { after, limit }: PageOf<number>,
): Promise<ListedResourceRole[]> {
  const rows = await sql`
    select id::float8, holder, type, identifier, role, valid_until as "validUntil"
    from resource_roles
    where type = ${type} and identifier = ${identifier} and id > ${after ?? 0}
    order by id limit ${limit}`;
  return rows.map(parseRow);
}
