import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { CorruptRowError } from '../database/row.ts';
import { deleteDefinition, readDefinition, writeDefinition } from './policies.store.ts';
import type { Policy } from './policy.ts';

/** What holds now. It is read for each decision: a node of the cluster may have applied another one. */
export async function readPolicy<Schema extends z.ZodType>(
  sql: Queryable,
  { name, schema }: Policy<Schema>,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse((await readDefinition(sql, name)) ?? {});
  if (parsed.success) return parsed.data;
  throw new CorruptRowError('policies', name, parsed.error.issues[0]?.message ?? 'definition');
}

/** Makes it hold. The caller keeps other configurations from being applied meanwhile. */
export async function applyPolicy<Schema extends z.ZodType>(
  tx: Transaction,
  { name, schema }: Policy<Schema>,
  wanted: z.output<Schema>,
): Promise<Difference[]> {
  const usual = schema.parse({});
  const held = (await readDefinition(tx, name)) ?? usual;
  if (isDeepStrictEqual(held, wanted)) return [];
  if (isDeepStrictEqual(usual, wanted)) await deleteDefinition(tx, name);
  else await writeDefinition(tx, name, wanted);
  return [{ what: 'changed', name, subject: `policy:${name}`, tags: [] }];
}
