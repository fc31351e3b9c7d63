import { expect, test } from 'vitest';
import { type Edge, findCycles, findEdges } from './folder-cycles.ts';
import { parseSource, readPackages } from './source-file.ts';

test('no folders of the issuer know one another in a circle', async () => {
  const edges = findEdges(await readPackages());
  expect(edges.length).toBeGreaterThan(50);
  const cycles = findCycles(edges);
  expect(
    cycles.map((cycle) => describeCycle(cycle, edges)).join('\n\n'),
    'Move what both need to the lower folder, or hand it in from the one that knows both.',
  ).toBe('');
});

const describeCycle = (cycle: readonly string[], edges: readonly Edge[]): string =>
  [
    `{${cycle.join(', ')}}`,
    ...edges
      .filter(({ from, to }) => cycle.includes(from) && cycle.includes(to))
      .map(({ example }) => `  ${example}`),
  ].join('\n');

const issuer = (path: string, specifier: string, what = 'import') =>
  parseSource(`packages/issuer/src/${path}`, `${what} '${specifier}';`);

test('a cycle is found, also through a third folder and by types', () => {
  const edges = findEdges([
    issuer('a/x.ts', '../b/x.ts'),
    issuer('b/x.ts', '../c/x.ts', 'export * from'),
    issuer('c/x.ts', '../a/x.ts', 'import type { X } from'),
    issuer('d/x.ts', '../a/x.ts'),
  ]);
  expect(findCycles(edges)).toEqual([['a', 'b', 'c']]);
});

test('what tests import, and what the root puts together, is none', () => {
  const edges = findEdges([
    issuer('a/x.ts', '../b/x.ts'),
    issuer('b/x.test.ts', '../a/x.ts'),
    issuer('b/y.ts', '../context.ts', 'import type { C } from'),
    issuer('context.ts', './a/x.ts'),
  ]);
  expect(findCycles(edges)).toEqual([]);
});
