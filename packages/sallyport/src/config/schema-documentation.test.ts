import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configurationSchema } from './schema.ts';

interface Key {
  path: string;
  schema: z.ZodType;
  description: string | undefined;
  examples: unknown[];
  /** Whether there are keys below it, which have examples of their own. */
  hasKeys: boolean;
}

/** Every key that a configuration may have, with what the schema says of it. */
function keysOf(schema: z.ZodType, path: string): Key[] {
  const inner = innermost(schema);
  if (inner instanceof z.ZodArray) return keysOf(inner.element as z.ZodType, `${path}[]`);
  if (inner instanceof z.ZodRecord) return keysOf(inner.valueType as z.ZodType, `${path}.*`);
  if (inner instanceof z.ZodUnion) {
    return inner.options.flatMap((option) => keysOf(option as z.ZodType, path));
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(inner.shape).flatMap(([name, value]) => {
    const below = keysOf(value, `${path}.${name}`);
    const { description, examples = [] } = documentation(value);
    const key = { path: `${path}.${name}`, schema: value, description, examples };
    return [{ ...key, hasKeys: below.length > 0 }, ...below];
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

function innermost(schema: z.ZodType): z.ZodType {
  const inner = wrapped(schema);
  return inner ? innermost(inner) : schema;
}

function documentation(schema: z.ZodType): { description?: string; examples?: unknown[] } {
  const inner = wrapped(schema);
  return { ...(inner && documentation(inner)), ...schema.meta() } as never;
}

/** An example may hold a variable, in the place of a secret: any text will do for it. */
const withVariables = (example: unknown): unknown =>
  typeof example === 'string'
    ? example.replace(/\$\{\w+\}/, 'an-example-of-forty-characters-or-so-1234')
    : example;

describe('every key of the configuration', () => {
  const keys = keysOf(configurationSchema, '').map((key) => ({ ...key, path: key.path.slice(1) }));

  test('is seen', () => {
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.map(({ path }) => path)).toContain('routes[].require.details.actions');
  });

  test('has a description, in sentences', () => {
    const without = keys.filter(({ description = '' }) => !/^[A-Z`].*[.!]$/s.test(description));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  test('has an example, or keys that have', () => {
    const without = keys.filter(({ examples, hasKeys }) => examples.length === 0 && !hasKeys);
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  test('has examples that it accepts', () => {
    const refused = keys.flatMap(({ path, schema, examples }) =>
      examples
        .filter((example) => !schema.safeParse(withVariables(example)).success)
        .map((example) => `${path}: ${JSON.stringify(example)}`),
    );
    expect(refused).toEqual([]);
  });
});
