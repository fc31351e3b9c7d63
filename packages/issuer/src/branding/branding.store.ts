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

/** That of the service (owner '') and that of one client, as far as they are declared. */
export async function readBranding(
  sql: Queryable,
  client: string,
): Promise<Map<string, DeclaredBranding>> {
  const rows = await sql`select owner, definition from branding where owner in ('', ${client})`;
  return new Map(rows.map(parseRow).map(({ owner, definition }) => [owner, definition]));
}

/** Makes it these and no others. @returns the owners whose branding is another one now. */
export async function replaceBranding(
  tx: Transaction,
  wanted: readonly { owner: string; definition: DeclaredBranding }[],
): Promise<string[]> {
  const rows = await tx<{ owner: string }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${tx.json(wanted as never)}::jsonb)
        as row (owner text, definition jsonb)
    ), gone as (
      delete from branding where owner not in (select owner from wanted) returning owner
    ), put as (
      insert into branding (owner, definition) select owner, definition from wanted
      on conflict (owner) do update set definition = excluded.definition
        where branding.definition is distinct from excluded.definition
      returning owner
    )
    select owner from gone union all select owner from put order by owner`;
  return rows.map(({ owner }) => owner);
}
