import type { Queryable, Transaction } from '../database/connection.ts';

/** Undefined where it is as by default. */
export async function readDefinition(sql: Queryable, name: string): Promise<unknown> {
  return (await readHeld(sql, name))?.definition;
}

/** What is set of a policy. */
export interface Held {
  definition: unknown;
  /** Whether the file set it. */
  declared: boolean;
}

/** Null where it is as by default. */
export async function readHeld(sql: Queryable, name: string): Promise<Held | null> {
  const [row] = await sql<Held[]>`
    select definition, declared from policies where name = ${name}`;
  return row ?? null;
}

export async function writeDefinition(
  tx: Transaction,
  name: string,
  { definition, declared }: Held,
): Promise<void> {
  await tx`
    insert into policies (name, definition, declared)
    values (${name}, ${tx.json(definition)}, ${declared})
    on conflict (name) do update
      set definition = excluded.definition, declared = excluded.declared`;
}

export async function deleteDefinition(tx: Transaction, name: string): Promise<void> {
  await tx`delete from policies where name = ${name}`;
}
