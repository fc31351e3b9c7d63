import { expect, test } from 'vitest';
import { exportsOf } from '../generators/packages/exported.ts';

const modules = [
  ...['index', 'express', 'fastify', 'hono', 'nest', 'testing'].map(
    (name) => `guard/src/${name}.ts`,
  ),
  ...['index', 'browser'].map((name) => `client/src/${name}.ts`),
  'sallyport/src/testing.ts',
];

test.each(modules)('%s: all that is exported is described', (path) => {
  const found = exportsOf(path);
  expect(found.length).toBeGreaterThan(1);
  expect(found.filter(({ comment }) => comment === '').map(({ name }) => name)).toEqual([]);
});

test('a function has no body, and a class nothing private', () => {
  const found = new Map(exportsOf('guard/src/index.ts').map((each) => [each.name, each]));
  expect(found.get('parseBearer')?.declaration).toBe(
    'function parseBearer(header: string | undefined): string',
  );
  expect(found.get('GuardError')?.declaration).toMatch(
    /^class GuardError .* get status\(\): number;\n}$/s,
  );
  expect(found.get('Verify')?.comment).toContain('@throws GuardError');
});
