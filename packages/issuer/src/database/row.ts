import { z } from 'zod';

/** A row that this program cannot have written. Named, so that it can be looked at and mended. */
export class CorruptRowError extends Error {
  override readonly name = 'CorruptRowError';

  constructor(table: string, key: unknown, problem: string) {
    super(`${table} ${describeKey(key)}: ${problem}`);
  }
}

/**
 * Turns rows into values of the program, where the store reads them: nothing that a column may
 * hold by its type, and never does, gets past it.
 *
 * @param key the column whose value names the row in an error. Values of other columns are not told.
 * @returns a function that throws CorruptRowError with table, key and column.
 */
export function rowParser<Schema extends z.ZodType>(
  table: string,
  key: string,
  schema: Schema,
): (row: Record<string, unknown>) => z.output<Schema> {
  return (row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const column = issue?.path.join('.') || 'the row';
    throw new CorruptRowError(table, row[key], `${column}: ${issue?.message}`);
  };
}

/** `bytea`. */
export const bytes = z.custom<Buffer>(Buffer.isBuffer, 'must be bytes');

const describeKey = (key: unknown): string =>
  Buffer.isBuffer(key) ? key.toString('hex') : JSON.stringify(key);

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

export type CamelKeys<T> = { [Key in keyof T as Key extends string ? Camel<Key> : Key]: T[Key] };

/** Columns as properties: `redirect_uris` as `redirectUris`. */
export const camelKeys = <T extends object>(row: T): CamelKeys<T> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as CamelKeys<T>;
