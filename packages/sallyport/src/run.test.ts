import { spawnSync } from 'node:child_process';
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
