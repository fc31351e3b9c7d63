import type { Transaction } from '../../database/connection.ts';
import { emailKey } from '../../runtime/email-address.ts';

/** Whose things go to whom. */
interface Merge {
  from: string;
  to: string;
  now: Date;
}

type Names = { name: string }[];
const namesOf = (rows: Names): string[] => [...new Set(rows.map(({ name }) => name))].sort();

/** What both have lasts as long as the longer of the two. What has ended is left. @returns what has come or lasts longer */
export async function moveRoles(tx: Transaction, { from, to, now }: Merge): Promise<string[]> {
  const rows = await tx<Names>`
    insert into user_roles as held (user_id, role, valid_until)
    select ${to}, role, valid_until from user_roles
    where user_id = ${from} and (valid_until is null or valid_until > ${now})
    on conflict (user_id, role) do update set valid_until = excluded.valid_until
      where held.valid_until < coalesce(excluded.valid_until, 'infinity')
    returning role as name`;
  return namesOf(rows);
}

export async function moveGroups(tx: Transaction, { from, to, now }: Merge): Promise<string[]> {
  const rows = await tx<Names>`
    insert into group_members as held (user_id, group_name, valid_until)
    select ${to}, group_name, valid_until from group_members
    where user_id = ${from} and (valid_until is null or valid_until > ${now})
    on conflict (user_id, group_name) do update set valid_until = excluded.valid_until
      where held.valid_until < coalesce(excluded.valid_until, 'infinity')
    returning group_name as name`;
  return namesOf(rows);
}

/** @returns how many */
export async function moveResourceRoles(
  tx: Transaction,
  { from, to, now }: Merge,
): Promise<number> {
  const { count } = await tx`
    insert into resource_roles as held (user_id, type, identifier, role, valid_until, of_api)
    select ${to}, type, identifier, role, valid_until, of_api from resource_roles
    where user_id = ${from} and (valid_until is null or valid_until > ${now})
    on conflict (holder, type, identifier, role) do update set valid_until = excluded.valid_until
      where held.valid_until < coalesce(excluded.valid_until, 'infinity')`;
  return count;
}

/** Memberships, with the roles within. @returns the keys of the organizations that are new, and how many roles have come */
export async function moveMemberships(
  tx: Transaction,
  { from, to, now }: Merge,
): Promise<{ organizations: string[]; organizationRoles: number }> {
  const rows = await tx<Names>`
    with moved as (
      insert into organization_members (organization_id, user_id, joined_at)
      select organization_id, ${to}, joined_at from organization_members where user_id = ${from}
      on conflict do nothing returning organization_id
    )
    select key as name from moved cross join lateral (
      select key from organizations where id = moved.organization_id limit 1
    ) organizations`;
  const { count } = await tx`
    insert into organization_roles as held (organization_id, user_id, role, valid_until)
    select given.organization_id, ${to}, given.role, given.valid_until
    from organization_members member join organization_roles given
      on given.organization_id = member.organization_id and given.user_id = member.user_id
    where member.user_id = ${from} and (given.valid_until is null or given.valid_until > ${now})
    on conflict (organization_id, user_id, role) do update set valid_until = excluded.valid_until
      where held.valid_until < coalesce(excluded.valid_until, 'infinity')`;
  return { organizations: namesOf(rows), organizationRoles: count };
}

/** With the groups that they gave. @returns how many of each */
export async function moveIdentities(
  tx: Transaction,
  { from, to }: Merge,
): Promise<{ identities: number; providerGroups: number }> {
  const { count: providerGroups } =
    await tx`update identity_groups set user_id = ${to} where user_id = ${from}`;
  const { count: identities } =
    await tx`update identities set user_id = ${to} where user_id = ${from}`;
  return { identities, providerGroups };
}

/** Their verified addresses, the primary one first. */
export async function readVerifiedAddresses(tx: Transaction, userId: string): Promise<string[]> {
  const rows = await tx<{ email: string; isPrimary: boolean }[]>`
    select held.email, lower(users.email collate "C") = lower(held.email collate "C") as "isPrimary"
    from user_addresses held join users on users.id = held.user_id where held.user_id = ${userId}`;
  return rows
    .toSorted(
      (a, b) =>
        Number(b.isPrimary) - Number(a.isPrimary) ||
        (emailKey(a.email) < emailKey(b.email) ? -1 : 1),
    )
    .map(({ email }) => email);
}

/** What does not move, and is lost with the account. */
export interface Lost {
  hasPassword: boolean;
  passkeys: number;
  hasAuthenticator: boolean;
  consents: number;
}

export async function readLost(tx: Transaction, userId: string): Promise<Lost> {
  const [row] = await tx<Lost[]>`
    select password_hash is not null as "hasPassword",
      (select count(*)::int from passkeys where user_id = users.id) as passkeys,
      exists (select from totp_secrets where user_id = users.id) as "hasAuthenticator",
      (select count(*)::int from consents where user_id = users.id) as consents
    from users where id = ${userId}`;
  return row!;
}
