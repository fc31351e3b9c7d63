import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks } from './code-blocks.ts';

const blocks = codeBlocks('docs/pages/do/test-your-service.md').filter(
  ({ marks }) => marks['title'],
);
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'sallyport-kit-page-'));
  const modules = join(import.meta.dirname, '../../node_modules');
  await symlink(modules, join(project, 'node_modules'), 'junction');
});
afterAll(() => rm(project, { recursive: true }));

test.each([
  ['orders.test.ts', 4],
  ['system.test.ts', 1],
])('%s passes as it stands in the page', async (name, count) => {
  const block = blocks.find(({ marks }) => marks['title'] === name);
  await writeFile(join(project, name), block!.text);
  // NODE_OPTIONS and the like are those of this runner.
  const { PATH, HOME, TMPDIR } = process.env;
  const run = await promisify(execFile)(process.execPath, ['--test', name], {
    cwd: project,
    env: { PATH, HOME, TMPDIR },
  });
  expect(run.stdout).toContain(`pass ${count}\n`);
  expect(run.stdout).toContain('fail 0\n');
});

test('each test file of the page is run', () => {
  expect(blocks.map(({ marks }) => marks['title'])).toEqual(['orders.test.ts', 'system.test.ts']);
});
