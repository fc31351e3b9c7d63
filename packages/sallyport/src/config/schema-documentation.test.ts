import { describe, expect, test } from 'vitest';
import { documentedKeys } from './documented-keys.ts';
import { configurationSchema } from './schema.ts';

/** An example may hold a variable, in the place of a secret: any text will do for it. */
const withVariables = (example: unknown): unknown =>
  typeof example === 'string'
    ? example.replace(/\$\{\w+\}/, 'an-example-of-forty-characters-or-so-1234')
    : example;

describe('every key of the configuration', () => {
  const keys = documentedKeys(configurationSchema);

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
