import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseOptions } from '../../scripts/release/options.ts';

const program = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** What a maintainer sees who has only typed this. */
const run = (name: string, ...args: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program(name), ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

test('the packages of npm can be made alone, and are published with provenance', () => {
  expect(parseOptions([])).toEqual({ publish: false, provenance: true, packagesOnly: false });
  expect(parseOptions(['--packages', '--without-provenance'])).toEqual({
    ...{ publish: false, provenance: false, packagesOnly: true },
  });
});

test.each([
  ['scripts/release.ts', '--packages'],
  ['docs/site.ts', '--watch'],
])('%s says what it takes, and refuses what it does not know in a sentence', async (name, flag) => {
  const help = await run(name, '--help');
  expect([help.code, help.stdout]).toEqual([0, expect.stringContaining(flag)]);
  const wrong = await run(name, '--nonsense');
  expect([wrong.code, wrong.stderr.split('\n')[0]]).toEqual([2, "Unknown option '--nonsense'"]);
  expect(wrong.stderr).toContain(flag);
});
