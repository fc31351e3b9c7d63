import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import {
  type Organization,
  type OrganizationDetails,
  organization,
  organizationDetails,
} from './organization.ts';

const parseDetails = rowParser('organizations', 'id', organizationDetails);

const columns = (sql: Queryable) => sql`
  organizations.id, key, name, disabled_at is not null as disabled, created_at as "createdAt"`;

const parseFound = rowParser('organizations', 'id', organization.extend({ found: z.string() }));

/** An organization, and the text that was found by how it begins. */
export type FoundOrganization = ReturnType<typeof parseFound>;

export interface OrganizationQuery {
  /** How the key or the name begins, in any case. */
  search?: string | undefined;
  /** Those with one of these keys; null: all. */
  within?: readonly string[] | null;
  /** The last one of the page before. */
  after: { found: string; id: string } | null;
  limit: number;
}

/** Greater than every text that begins like the one before it. */
const last = '\u{10ffff}';

/** By key; with a search, in the order of what was found, each once: by the first of theirs that begins so. */
export async function readOrganizations(
  sql: Queryable,
  { search, within = null, after, limit }: OrganizationQuery,
): Promise<FoundOrganization[]> {
  const name = sql`(lower(organizations.name) collate "C")`;
  const key = sql`organizations.key`;
  const page = (text: Fragment, condition: Fragment) => sql`(
    select id, ${text} as found from organizations
    where ${condition} ${within === null ? sql`` : sql`and key = any(${[...within]})`} ${after === null ? sql`` : sql`and (${text}, id) > (${after.found}, ${after.id})`}
    order by ${text}, id limit ${limit})`;
  const first = sql`lower(${search ?? ''})`;
  const begins = (text: Fragment) => sql`${text} >= ${first} and ${text} < ${first} || ${last}`;
  const sooner = (text: Fragment, other: Fragment) =>
    page(text, sql`${begins(text)} and not (${begins(other)} and ${other} < ${text})`);
  const found =
    search === undefined
      ? page(key, sql`true`)
      : sql`${sooner(key, name)} union ${sooner(name, key)}`;
  const rows = await sql`
    select ${columns(sql)}, page.found
    from (select id, found from (${found}) found order by found collate "C", id limit ${limit}) page
    cross join lateral (
      select * from organizations where organizations.id = page.id limit 1
    ) organizations
    order by page.found collate "C", page.id`;
  return rows.map(parseFound);
}

export async function readOrganization(
  sql: Queryable,
  key: string,
): Promise<OrganizationDetails | null> {
  const [row] = await sql`
    select ${columns(sql)}, (
      select coalesce(json_agg(json_build_object('name', role, 'validUntil', valid_until)
        order by role), '[]')
      from organization_roles where organization_id = organizations.id and user_id is null
    ) as roles
    from organizations where key = ${key}`;
  return row ? parseDetails(row) : null;
}

/** What is needed to change something of it. */
export interface HeldOrganization {
  id: string;
  key: string;
  disabled: boolean;
}

/**
 * Null where there is none.
 *
 * @param how `share`: it stays until the transaction ends; `update`: no other one changes it, either.
 */
export async function lockOrganization(
  tx: Transaction,
  key: string,
  how: 'share' | 'update',
): Promise<HeldOrganization | null> {
  const [row] = await tx<HeldOrganization[]>`
    select id, key, disabled_at is not null as disabled from organizations where key = ${key}
    ${how === 'share' ? tx`for key share` : tx`for update`}`;
  return row ?? null;
}

/** @returns false where there is one with this key. */
export async function insertOrganization(
  tx: Transaction,
  { id, key, name, createdAt }: Pick<Organization, 'id' | 'key' | 'name' | 'createdAt'>,
): Promise<boolean> {
  const { count } = await tx`
    insert into organizations (id, key, name, created_at)
    values (${id}, ${key}, ${name}, ${createdAt}) on conflict (key) do nothing`;
  return count === 1;
}

export async function writeOrganization(
  tx: Transaction,
  id: string,
  { name, disabledAt }: { name?: string | undefined; disabledAt?: Date | null | undefined },
): Promise<void> {
  await tx`
    update organizations set name = coalesce(${name ?? null}, name)
      ${disabledAt === undefined ? tx`` : tx`, disabled_at = ${disabledAt}`}
    where id = ${id}`;
}

export async function deleteOrganizationRow(tx: Transaction, id: string): Promise<void> {
  await tx`delete from organizations where id = ${id}`;
}
