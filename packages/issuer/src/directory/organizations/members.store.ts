import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { type Member, type Membership, member, membership } from './organization.ts';

const parseMember = rowParser('organization_members', 'userId', member);
const parseMembership = rowParser('organizations', 'id', membership);

/** Their own roles within. */
const ownRoles = (sql: Queryable) => sql`(
  select coalesce(json_agg(json_build_object('name', role, 'validUntil', valid_until)
    order by role), '[]')
  from organization_roles held
  where held.organization_id = member.organization_id and held.user_id = member.user_id
)`;

export interface MemberQuery {
  organizationId: string;
  /** The id of the last one of the page before. */
  after: string | null;
  limit: number;
}

/** By their ids. */
export async function readMembers(
  sql: Queryable,
  { organizationId, after, limit }: MemberQuery,
): Promise<Member[]> {
  const rows = await sql`
    select users.id as "userId", email, name, disabled_at is not null as disabled,
      joined_at as "joinedAt", ${ownRoles(sql)} as roles
    from (
      select * from organization_members
      where organization_id = ${organizationId}
        ${after === null ? sql`` : sql`and user_id > ${after}`}
      order by user_id limit ${limit}
    ) member
    cross join lateral (select * from users where id = member.user_id limit 1) users
    order by member.user_id`;
  return rows.map(parseMember);
}

export async function readMember(
  sql: Queryable,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<Member | null> {
  const [row] = await sql`
    select users.id as "userId", email, name, disabled_at is not null as disabled,
      joined_at as "joinedAt", ${ownRoles(sql)} as roles
    from organization_members member
    cross join lateral (select * from users where id = member.user_id limit 1) users
    where organization_id = ${organizationId} and user_id = ${userId}`;
  return row ? parseMember(row) : null;
}

/** The organizations of a person, by their ids. */
export async function readMemberships(
  sql: Queryable,
  { userId, after, limit }: { userId: string; after: string | null; limit: number },
): Promise<Membership[]> {
  const rows = await sql`
    select organizations.id, key, name, disabled_at is not null as disabled,
      created_at as "createdAt", joined_at as "joinedAt", ${ownRoles(sql)} as roles
    from (
      select * from organization_members
      where user_id = ${userId} ${after === null ? sql`` : sql`and organization_id > ${after}`}
      order by organization_id limit ${limit}
    ) member
    cross join lateral (
      select * from organizations where id = member.organization_id limit 1
    ) organizations
    order by member.organization_id`;
  return rows.map(parseMembership);
}

/** The organization of this key, if it is not disabled and the person is a member. */
export async function readLivingMembership(
  sql: Queryable,
  { key, userId }: { key: string; userId: string },
): Promise<{ id: string } | null> {
  const [row] = await sql<{ id: string }[]>`
    select organizations.id
    from (
      select id from organizations where key = ${key} and disabled_at is null limit 1
    ) organizations
    cross join lateral (
      select from organization_members
      where organization_id = organizations.id and user_id = ${userId} limit 1
    ) members`;
  return row ?? null;
}

/** Whether there is such a user; they stay until the transaction ends. */
export async function lockUser(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx`select from users where id = ${userId} for key share`;
  return rows.length > 0;
}

/** Whether they are a member; they stay one until the transaction ends. */
export async function lockMember(
  tx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<boolean> {
  const rows = await tx`
    select from organization_members
    where organization_id = ${organizationId} and user_id = ${userId} for key share`;
  return rows.length > 0;
}

/** @returns whether they were none before. */
export async function insertMember(
  tx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
  joinedAt: Date,
): Promise<boolean> {
  const { count } = await tx`
    insert into organization_members (organization_id, user_id, joined_at)
    values (${organizationId}, ${userId}, ${joinedAt}) on conflict do nothing`;
  return count === 1;
}

/** With the roles that they had within. @returns whether they were one. */
export async function deleteMember(
  tx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<boolean> {
  const { count } = await tx`
    delete from organization_members
    where organization_id = ${organizationId} and user_id = ${userId}`;
  return count === 1;
}

/** A role within an organization: of one member, or of all. */
export interface HeldWithin {
  organizationId: string;
  /** Null: of all members. */
  userId: string | null;
  role: string;
}

/** @returns whether it is new, or ends at another time than before. */
export async function insertRoleWithin(
  tx: Transaction,
  { organizationId, userId, role }: HeldWithin,
  validUntil: Date | null,
): Promise<boolean> {
  const { count } = await tx`
    insert into organization_roles (organization_id, user_id, role, valid_until)
    values (${organizationId}, ${userId}, ${role}, ${validUntil})
    on conflict (organization_id, user_id, role) do update set valid_until = excluded.valid_until
      where organization_roles.valid_until is distinct from excluded.valid_until`;
  return count === 1;
}

/** @returns whether there was one. */
export async function deleteRoleWithin(
  tx: Transaction,
  { organizationId, userId, role }: HeldWithin,
): Promise<boolean> {
  const { count } = await tx`
    delete from organization_roles
    where organization_id = ${organizationId} and role = ${role}
      and ${userId === null ? tx`user_id is null` : tx`user_id = ${userId}`}`;
  return count === 1;
}
