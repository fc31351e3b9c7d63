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
