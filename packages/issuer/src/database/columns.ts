import { z } from 'zod';

type Fields = Readonly<Record<string, z.ZodType>>;

/** The PostgreSQL types of the columns that the fields of a declaration are kept in, by name. */
export const columnTypes = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, columnType(field)]));

/** @throws Error for a field that has no column of its own. */
function columnType(field: z.ZodType): string {
  const inner = withoutDefault(field);
  if (inner instanceof z.ZodArray) return `${columnType(inner.element as z.ZodType)}[]`;
  if (inner instanceof z.ZodPipe) return columnType(inner.in as z.ZodType);
  if (inner instanceof z.ZodNullable) return columnType(inner.unwrap() as z.ZodType);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return 'jsonb';
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum) return 'text';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  throw new Error(`A field of type ${inner.type} needs a column type: add it to columns.ts.`);
}

/**
 * The same fields as their columns give them back: of the same kind and the same words, and without
 * the rules for what is declared anew, which may have become stricter since.
 */
export const storedFields = <F extends Fields>(fields: F): { [K in keyof F]: Stored<F[K]> } =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, storedField(field)]),
  ) as never;

type Stored<F extends z.ZodType> = z.ZodType<z.output<F>>;

function storedField(field: z.ZodType): z.ZodType {
  const inner = withoutDefault(field);
  if (inner instanceof z.ZodArray) return z.array(storedField(inner.element as z.ZodType));
  if (inner instanceof z.ZodPipe) return storedField(inner.in as z.ZodType);
  if (inner instanceof z.ZodNullable) return storedField(inner.unwrap() as z.ZodType).nullable();
  return inner instanceof z.ZodString ? z.string() : inner;
}

function withoutDefault(field: z.ZodType): z.ZodType {
  const wraps = field instanceof z.ZodDefault || field instanceof z.ZodOptional;
  return wraps ? withoutDefault(field.unwrap() as z.ZodType) : field;
}
