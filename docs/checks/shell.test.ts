import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { blocksIn } from './code-blocks.ts';
import { faultOf, wordsOfCommands } from './shell.ts';

const blocks = blocksIn('sh');
const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };

test('each block is a script that a shell reads', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'sallyport-docs-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const names = blocks.map(({ place }) => place.replaceAll('/', ' '));
  await Promise.all(blocks.map(({ text }, index) => writeFile(join(cwd, names[index]!), text)));
  // Started from a shell: from this process, which is large, each takes ten times as long.
  const readAll = 'for file in *; do bash -n "$file" 2>&1 || echo "$file"; done';
  expect(await promisify(execFile)('bash', ['-c', readAll], { cwd })).toMatchObject({ stdout: '' });
});

test('each block calls commands as they are', () => {
  const faults = blocks.flatMap(({ place, text }) =>
    wordsOfCommands(text)
      .map((words) => faultOf(words, Object.keys(scripts)))
      .filter((fault) => fault !== null)
      .map((fault) => `${place}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test.each(blocks.filter(({ marks }) => marks['run']))('$place runs', async ({ text }) => {
  const cwd = await mkdtemp(join(tmpdir(), 'sallyport-docs-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const PATH = `${join(import.meta.dirname, '../../node_modules/.bin')}:${process.env['PATH']}`;
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', text], {
    cwd,
    env: { ...process.env, PATH },
  });
});

test('blocks are seen', () => {
  expect(blocks.length).toBeGreaterThan(0);
});

const known = ['docs', 'start'];

test.each([
  ['npx sallyport start -c a.yaml --role issuer --log-level=debug', null],
  ['sallyport', null],
  ['sallyport --version', null],
  ['sallyport strat', 'unknown command'],
  ['sallyport start --confg a.yaml', 'unknown option'],
  ['sallyport start --role both', 'invalid'],
  ['sallyport validate', 'missing required argument'],
  ['sallyport apply a b', 'too many arguments'],
  ['npm run docs -- --watch', null],
  ['npm start', null],
  ['npm run dosc', 'no script dosc'],
  ['npm run -s tour', 'no script tour'],
])('%s: %s', (line, fault) => {
  const [words = []] = wordsOfCommands(line);
  if (fault === null) expect(faultOf(words, known)).toBeNull();
  else expect(faultOf(words, known)).toContain(fault);
});

test('commands are found in what is around them', () => {
  const text = [
    '# a comment',
    'DATABASE_URL=postgres://x SALLYPORT_SECRET="a b" npx sallyport start \\',
    '  --role gateway &',
    'sallyport validate a.yaml && sallyport apply a.yaml > out.txt',
    'TOKEN=$(sallyport --version)',
  ].join('\n');
  expect(wordsOfCommands(text).filter(([name]) => name === 'sallyport')).toEqual([
    ['sallyport', 'start', '--role', 'gateway'],
    ['sallyport', 'validate', 'a.yaml'],
    ['sallyport', 'apply', 'a.yaml'],
    ['sallyport', '--version'],
  ]);
});
