import { expect, test } from 'vitest';
import { findCycles, findEdges } from './folder-cycles.ts';
import { parseSource } from './source-file.ts';

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
