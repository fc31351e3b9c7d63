import { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { readableLine } from '../runtime/readable.ts';
import { brandingSection, type DeclaredBranding } from './branding-declaration.ts';

/** A version before took names with characters that hide or reorder others. */
const name = z.string().transform((stored) => readableLine(stored) || undefined);

const parseRow = rowParser(
  'branding',
  'owner',
  z.object({ owner: z.string(), definition: brandingSection.extend({ name: name.optional() }) }),
);

/** No client has a slash in its id. */
export const ofOrganization = '/organization';

/**
 * That of the service (owner ''), that of one client, and that of an organization, as far as there are any.
 *
 * @param organization its key
 */
export async function readBranding(
  sql: Queryable,
  client: string,
  organization: string,
): Promise<Map<string, DeclaredBranding>> {
  const rows = await sql`
    select owner, definition from branding where owner in ('', ${client})
    union all
    select ${ofOrganization}, definition
    from (
      select id from organizations where key = ${organization} and disabled_at is null limit 1
    ) organizations
    cross join lateral (
      select definition from branding where owner = 'organization/' || organizations.id limit 1
    ) branding`;
  return new Map(rows.map(parseRow).map(({ owner, definition }) => [owner, definition]));
}

/**
 * What an organization has of its own; null where that is nothing.
 *
 * @param until the organization is there until the end of the transaction, if it is to be held so long
 */
export async function readBrandingOfOrganization(
  sql: Queryable,
  key: string,
  until?: 'the end',
): Promise<{ id: string; definition: DeclaredBranding | null } | null> {
  const [row] = await sql<{ id: string; definition: unknown }[]>`
    select organizations.id, definition
    from (
      select id from organizations where key = ${key} limit 1 ${until ? sql`for no key update` : sql``}
    ) organizations
    left join lateral (
      select definition from branding where owner = 'organization/' || organizations.id limit 1
    ) branding on true`;
  if (!row) return null;
  const { id, definition } = row;
  return {
    id,
    definition:
      definition === null ? null : parseRow({ owner: `organization/${id}`, definition }).definition,
  };
}

export async function putBrandingOfOrganization(
  tx: Transaction,
  id: string,
  definition: DeclaredBranding,
): Promise<void> {
  await tx`
    insert into branding (owner, definition, declared)
    values (${`organization/${id}`}, ${tx.json(definition as never)}, false)
    on conflict (owner) do update set definition = excluded.definition`;
}

/** @returns whether there was one. */
export async function deleteBrandingOfOrganization(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx`delete from branding where owner = ${`organization/${id}`}`;
  return count === 1;
}

/** Until the end of the transaction no other one changes it. */
export async function lockBranding(tx: Transaction): Promise<void> {
  await tx`lock table branding in share row exclusive mode`;
}

/** That of the service; null where it is as by default. */
export async function readBrandingOfService(
  sql: Queryable,
): Promise<{ declared: boolean; definition: DeclaredBranding } | null> {
  const [row] = await sql<{ declared: boolean; definition: unknown }[]>`
    select declared, definition from branding where owner = ''`;
  if (!row) return null;
  const { definition } = parseRow({ owner: '', definition: row.definition });
  return { declared: row.declared, definition };
}

export async function putBrandingOfService(
  tx: Transaction,
  definition: DeclaredBranding,
): Promise<void> {
  await tx`
    insert into branding (owner, definition, declared)
    values ('', ${tx.json(definition as never)}, false)
    on conflict (owner) do update set definition = excluded.definition, declared = false`;
}

/** @returns whether there was one */
export async function deleteBrandingOfService(tx: Transaction): Promise<boolean> {
  const { count } = await tx`delete from branding where owner = ''`;
  return count === 1;
}

/**
 * Makes those of the service and of clients these and no others, and leaves alone what an administrator has set where the
 * file has nothing.
 *
 * @returns the owners whose branding is another one now, and whether it was an administrator's
 */
export async function replaceBranding(
  tx: Transaction,
  wanted: readonly { owner: string; definition: DeclaredBranding }[],
): Promise<{ owner: string; takenOver: boolean }[]> {
  return tx<{ owner: string; takenOver: boolean }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${tx.json(wanted as never)}::jsonb)
        as row (owner text, definition jsonb)
    ), gone as (
      delete from branding where owner not in (select owner from wanted)
        and declared and not starts_with(owner, 'organization/')
      returning owner
    ), put as (
      insert into branding (owner, definition, declared) select owner, definition, true from wanted
      on conflict (owner) do update set definition = excluded.definition, declared = true
        where (branding.definition, branding.declared) is distinct from (excluded.definition, true)
      returning owner
    )
    select owner, false as "takenOver" from gone
    union all
    select put.owner, before.declared is not distinct from false
    from put left join branding before on before.owner = put.owner
    order by owner`;
}
