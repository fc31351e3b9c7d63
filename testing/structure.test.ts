/** What holds for the tree as a whole, read once: the rules stand in the files that are imported here. */
import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { fewestFiles, findViolations } from './boundaries.ts';
import { type Edge, findCycles, findEdges } from './folder-cycles.ts';
import { readPackages, type SourceFile } from './source-file.ts';
import { findMisnamed } from './suffixes.ts';
import known from './table-writers.json' with { type: 'json' };
import { type DatabaseCode, findTableWriters, readDatabaseCode } from './table-writers.ts';

let files: readonly SourceFile[];

beforeAll(async () => {
  files = await readPackages();
});

describe('the packages', () => {
  test('are all seen, and not just a few of their files', async () => {
    const packages = await readdir(new URL('../packages', import.meta.url));
    expect(Object.keys(fewestFiles).toSorted()).toEqual(packages.toSorted());
    for (const [name, fewest] of Object.entries(fewestFiles)) {
      const seen = files.filter((file) => file.package === name && !file.isTest).length;
      expect(seen, `files of ${name}`).toBeGreaterThanOrEqual(fewest);
    }
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(500);
  });

  test('import only files that exist', () => {
    const existing = new Set(files.map((file) => file.path));
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target?.package != null && /\.tsx?$/.test(target.path))
        .filter(({ target }) => !existing.has(target?.path ?? ''))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  test('keep to the boundaries', () => {
    expect(findViolations(files).join('\n\n')).toBe('');
  });
});

test('a file of the issuer does what its suffix says', () => {
  const misnamed = findMisnamed(files);
  expect([...misnamed.values()].flat().join('\n')).toBe('');
});

test('no folders of the issuer know one another in a circle', () => {
  const edges = findEdges(files);
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

describe('one folder writes a table', () => {
  let code: DatabaseCode;

  beforeAll(async () => {
    code = await readDatabaseCode();
  });

  test('as table-writers.json says, which is edited by hand and may only shrink', () => {
    const found = findTableWriters(files, code);
    const pairs = (writers: Record<string, string[]>) =>
      Object.entries(writers).flatMap(([table, folders]) =>
        folders.map((folder) => `${table} is written by ${folder}/`),
      );
    const grown = pairs(found).filter((pair) => !pairs(known).includes(pair));
    expect(
      grown,
      'Call a function of the folder that writes the table already. A new table has one writer: ' +
        'enter it in testing/table-writers.json.',
    ).toEqual([]);
    const gone = pairs(known).filter((pair) => !pairs(found).includes(pair));
    expect(gone, 'Take these out of testing/table-writers.json.').toEqual([]);
  });

  test('and what the database does by itself is known', () => {
    expect(code.triggers).toMatchObject({ changes: ['head', 'changes'] });
  });
});
