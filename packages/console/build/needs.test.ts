import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './current.ts';

const sources = join(root, 'src');

// That what stands beside an operation is what it needs is checked by the compiler (`Need` in session.ts).
test('each change that the console makes is offered by what its operation needs', async () => {
  const made = new Set<string>();
  const asked = new Set<string>();
  for await (const path of glob('{app,ui,views}/**/*.ts{,x}', { cwd: sources })) {
    if (path.includes('.test.')) continue;
    const source = await readFile(join(sources, path), 'utf8');
    for (const [, method, to] of source.matchAll(
      /\b(?:api|client)\s*\.(POST|PUT|PATCH|DELETE)\(\s*'([^']+)'/g,
    )) {
      made.add(`${method} ${to}`);
    }
    for (const [, operations] of source.matchAll(/\b(?:useMay|need)<([^>]+)>\(/g)) {
      for (const [, operation] of operations!.matchAll(/'([^']+)'/g)) asked.add(operation!);
    }
  }
  expect(made.size).toBeGreaterThan(50);
  expect([...made].filter((operation) => !asked.has(operation))).toEqual([]);
});
