import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const failing = (env: NodeJS.ProcessEnv) => {
  const run = new URL('./run.ts', import.meta.url).href;
  const program = `(await import('${run}')).fail(new TypeError('x is not a function'))`;
  const options = { env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
};

test('what nobody foresaw is one sentence, and a stack for those who ask', () => {
  const { status, stderr } = failing({});
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Sallyport ended by an error that nobody foresaw: x is not a function. ' +
      'NODE_DEBUG=sallyport in the environment shows where.\n',
  );
  expect(failing({ NODE_DEBUG: 'sallyport' }).stderr).toMatch(/TypeError: x .*\n +at /);
});
