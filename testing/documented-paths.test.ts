import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documentedPaths, isPathOf } from './documented-paths.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
}).split('\n');
const documents = files.filter((file) =>
  /^(?:ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(file),
);

test('every file and folder that the documents name exists', async () => {
  const missing: string[] = [];
  let seen = 0;
  for (const document of documents) {
    const named = documentedPaths(await readFile(document, 'utf8'));
    // Pages for users also name files of theirs.
    const paths = document.startsWith('docs/pages/')
      ? named.filter((path) => /^(?:packages|examples|testing|e2e|docs|[a-z]+\/src)\//.test(path))
      : named;
    seen += paths.length;
    missing.push(
      ...paths.filter((path) => !isPathOf(path, files)).map((path) => `${document}: ${path}`),
    );
  }
  expect(missing, 'Correct the document: these paths are of no file.').toEqual([]);
  expect(documents.length).toBeGreaterThan(15);
  expect(seen).toBeGreaterThan(120);
});

test.each([
  ['a file', 'See `http/body.ts`.', ['http/body.ts']],
  ['a folder', '`routes/` comes first.', ['routes/']],
  ['a folder of a package', '`packages/issuer/src/`', ['packages/issuer/src/']],
  ['no suffix', '`x.store.ts` has statements.', []],
  ['no block of code', '```sh\ncat `a/b.ts`\n```\n', []],
  ['no URL and no call', '`/token`, `changes.takeAway`, `application/json`', []],
])('%s: %j', (_, text, paths) => {
  expect(documentedPaths(text)).toEqual(paths);
});

test.each([
  ['packages/a/src/b.ts', true],
  ['b.ts', true],
  ['src/', true],
  ['other.ts', false],
  ['rc/b.ts', false],
  ['rc/', false],
])('whether there is %s: %s', (path, is) => {
  expect(isPathOf(path, ['packages/a/src/b.ts'])).toBe(is);
});
