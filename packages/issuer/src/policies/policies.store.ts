import type { Queryable, Transaction } from '../database/connection.ts';

/** Undefined where it is as by default. */
export async function readDefinition(sql: Queryable, name: string): Promise<unknown> {
  const [row] = await sql<{ definition: unknown }[]>`
    select definition from policies where name = ${name}`;
  return row?.definition;
}

export async function writeDefinition(
  tx: Transaction,
  name: string,
  definition: unknown,
): Promise<void> {
  await tx`
    insert into policies (name, definition) values (${name}, ${tx.json(definition)})
    on conflict (name) do update set definition = excluded.definition`;
}

export async function deleteDefinition(tx: Transaction, name: string): Promise<void> {
  await tx`delete from policies where name = ${name}`;
}
