import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShop } from './shop-process.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-shop-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function start(program: string, onLost: (sentence: string) => void = () => {}) {
  const file = join(directory, 'services.mjs');
  await writeFile(file, program);
  return startShop(file, onLost);
}

test('services that end before they are ready have not started', async () => {
  await expect(start('process.exit(3)')).rejects.toThrow('their process ended with exit code 3.');
});

test('services that cannot start say why', async () => {
  const program = `process.send({ error: 'port 7001 is in use.' }, () => process.exit(1))`;
  await expect(start(program)).rejects.toThrow('cannot start: port 7001 is in use.');
});

test('services that end later are reported', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  await start('process.send({ ready: true, about: [] }, () => process.exit(7))', resolve);
  expect(await promise).toContain('are gone: their process ended with exit code 7.');
});

test('services that were told to end are not, and have said what to try', async () => {
  const lost: string[] = [];
  const services = await start(
    `process.send({ ready: true, about: ['Try it.'] });
     process.once('disconnect', () => process.exit(7));`,
    (sentence) => lost.push(sentence),
  );
  expect(services.about).toEqual(['Try it.']);
  await services.close();
  expect(lost).toEqual([]);
});
