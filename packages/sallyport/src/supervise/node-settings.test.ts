import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { nodeSettings } from './node-settings.ts';

const flag = '--max-semi-space-size';

test('new objects get 16 MB, unless the operator says otherwise', () => {
  expect(nodeSettings({ execArgv: ['--inspect'], env: {} }).execArgv).toEqual([
    '--inspect',
    `${flag}=8`,
  ]);
  expect(nodeSettings({ execArgv: [`${flag}=32`], env: {} }).execArgv).toEqual([`${flag}=32`]);
  const env = { NODE_OPTIONS: `--enable-source-maps ${flag}=64` };
  expect(nodeSettings({ execArgv: [], env }).execArgv).toEqual([]);
});

test('there are threads for hashing on all processors but one, and for the rest', () => {
  const { env } = nodeSettings({ execArgv: [], env: {} });
  expect(Number(env['UV_THREADPOOL_SIZE'])).toBeGreaterThan(availableParallelism());
  const set = nodeSettings({ execArgv: [], env: { UV_THREADPOOL_SIZE: '64' } });
  expect(set.env['UV_THREADPOOL_SIZE']).toBe('64');
});
