import { z } from 'zod';

/** A key of the configuration file, with what the schema says of it. */
export interface DocumentedKey {
  /** `routes[].require.permissions` */
  path: string;
  schema: z.ZodType;
  description: string | undefined;
  examples: unknown[];
  /** The same key in the other forms that its mapping may have. */
  variants: z.ZodType[];
  /** Whether there are keys below it, which have examples of their own. */
  hasKeys: boolean;
}

/** Every key that a value of this schema may have, in the order of the schema. */
export function documentedKeys(schema: z.ZodType, path = ''): DocumentedKey[] {
  const inner = innermost(schema);
  if (inner instanceof z.ZodArray) return documentedKeys(inner.element as z.ZodType, `${path}[]`);
  if (inner instanceof z.ZodRecord)
    return documentedKeys(inner.valueType as z.ZodType, `${path}.*`);
  if (inner instanceof z.ZodUnion) {
    return merged(inner.options.flatMap((option) => documentedKeys(option as z.ZodType, path)));
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(inner.shape).flatMap(([name, value]) => {
    const at = path ? `${path}.${name}` : name;
    const below = documentedKeys(value, at);
    const { description, examples = [] } = documentation(value);
    return [
      { path: at, schema: value, description, examples, variants: [], hasKeys: below.length > 0 },
      ...below,
    ];
  });
}

/**
 * One entry for a key that several forms have. The first of them describes it; what tells the forms
 * apart is one of several words.
 */
function merged(keys: readonly DocumentedKey[]): DocumentedKey[] {
  const byPath = new Map<string, DocumentedKey>();
  for (const key of keys) {
    const first = byPath.get(key.path);
    if (first) first.variants.push(key.schema, ...key.variants);
    else byPath.set(key.path, { ...key, variants: [...key.variants] });
  }
  return [...byPath.values()].map((key) => {
    const words = [key.schema, ...key.variants].flatMap((schema) =>
      schema instanceof z.ZodLiteral ? [...schema.values].map(String) : [],
    );
    if (words.length <= key.variants.length) return key;
    return { ...key, schema: z.enum(words), examples: words.slice(0, 2), variants: [] };
  });
}

/** What a schema wraps: a default, a transformation, or "or nothing". */
function wrapped(schema: z.ZodType): z.ZodType | null {
  if (schema instanceof z.ZodPipe) return schema.in as z.ZodType;
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return wraps ? (schema.unwrap() as z.ZodType) : null;
}

/** The schema of a value that is there. */
export function innermost(schema: z.ZodType): z.ZodType {
  const inner = wrapped(schema);
  return inner ? innermost(inner) : schema;
}

function documentation(schema: z.ZodType): { description?: string; examples?: unknown[] } {
  const inner = wrapped(schema);
  return { ...(inner && documentation(inner)), ...schema.meta() } as never;
}
