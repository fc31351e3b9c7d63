import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSallyport } from './testing.ts';

test('ten systems at once, each with ports of its own', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-kit-'));
  await chmod(directory, 0o711);
  onTestFinished(() => rm(directory, { recursive: true }));
  const env = { ...process.env, TMPDIR: directory };
  const systems = await Promise.all(Array.from({ length: 10 }, () => startSallyport({ env })));
  const addresses = systems.flatMap(({ issuer, gateway, decide }) => [issuer, gateway, decide]);
  expect(new Set(addresses).size).toBe(30);
  const answers = await Promise.all(systems.map(({ issuer }) => fetch(`${issuer}/health/ready`)));
  expect(answers.map(({ status }) => status)).toEqual(systems.map(() => 200));
  expect(await readdir(directory)).toHaveLength(10);
  await Promise.all(systems.map((system) => system.close()));
  expect(await readdir(directory)).toEqual([]);
});
