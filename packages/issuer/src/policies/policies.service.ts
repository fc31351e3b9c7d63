import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { CorruptRowError } from '../database/row.ts';
import { deleteDefinition, readDefinition, readHeld, writeDefinition } from './policies.store.ts';
import type { Policy } from './policy.ts';

/** What holds now. It is read for each decision: a node of the cluster may have applied another one. */
export async function readPolicy<Schema extends z.ZodType>(
  sql: Queryable,
  policy: Policy<Schema>,
): Promise<z.output<Schema>> {
  return parseHeld(policy, await readDefinition(sql, policy.name));
}

function parseHeld<Schema extends z.ZodType>(
  { name, schema }: Policy<Schema>,
  definition: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(definition ?? {});
  if (parsed.success) return parsed.data;
  throw new CorruptRowError('policies', name, parsed.error.issues[0]?.message ?? 'definition');
}

/** The same, and whether the file says so. */
export async function readOwnedPolicy<Schema extends z.ZodType>(
  sql: Queryable,
  policy: Policy<Schema>,
): Promise<{ definition: z.output<Schema>; declared: boolean }> {
  const held = await readHeld(sql, policy.name);
  return {
    definition: parseHeld(policy, held?.definition),
    declared: held?.declared ?? false,
  };
}

/**
 * Makes what the file says hold. Where that is what holds by default, the file says nothing: what an administrator has
 * set stays. The caller keeps other configurations from being applied meanwhile.
 */
export async function applyPolicy<Schema extends z.ZodType>(
  tx: Transaction,
  { name, schema }: Policy<Schema>,
  wanted: z.output<Schema>,
): Promise<Difference[]> {
  const held = await readHeld(tx, name);
  const takenOver = held?.declared === false;
  const changed: Difference = { what: 'changed', name, subject: `policy:${name}`, tags: [] };
  if (isDeepStrictEqual(schema.parse({}), wanted)) {
    if (!held || takenOver) return [];
    await deleteDefinition(tx, name);
    return [changed];
  }
  if (!takenOver && isDeepStrictEqual(held?.definition, wanted)) return [];
  await writeDefinition(tx, name, { definition: wanted, declared: true });
  return [{ ...changed, takenOver }];
}

/** Makes what an administrator says hold; the caller has looked whose it is. */
export async function setPolicy<Schema extends z.ZodType>(
  tx: Transaction,
  { name, schema }: Policy<Schema>,
  wanted: z.output<Schema>,
): Promise<void> {
  if (isDeepStrictEqual(schema.parse({}), wanted)) await deleteDefinition(tx, name);
  else await writeDefinition(tx, name, { definition: wanted, declared: false });
}
