import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const failing = (env: NodeJS.ProcessEnv) => {
  const run = new URL('./run.ts', import.meta.url).href;
  const program = `(await import('${run}')).fail(new TypeError('x is not a function'))`;
  const options = { env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
};

test('an unexpected error is told in one sentence, and with its stack under NODE_DEBUG', () => {
  const { status, stderr } = failing({});
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Sallyport stopped because of an unexpected error: x is not a function. ' +
      'Set NODE_DEBUG=sallyport in the environment to see the stack.\n',
  );
  expect(failing({ NODE_DEBUG: 'sallyport' }).stderr).toMatch(/TypeError: x .*\n +at /);
});

test('a working directory that was removed is told as what it is', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sallyport-gone-'));
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const script = 'rmdir "$PWD" && exec "$0" "$1" validate x.yaml';
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, main], {
    cwd,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'The working directory was removed. Change to another one.\n',
  });
});
