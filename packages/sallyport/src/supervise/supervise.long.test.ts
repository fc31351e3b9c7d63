import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Command, newSite, postgresOf, type Site, supervised } from '../command.fixture.ts';

let site: Site;
let command: Command;
let config: string;
beforeEach(async () => {
  site = await newSite();
  config = await site.configure('');
  command = supervised(config, site);
  await command.printed('ready in');
});
afterEach(async () => {
  command.process.kill('SIGKILL');
  await command.ended;
  await site.remove();
});

/** The process that does the work, the nth of this supervisor. */
async function worker(nth: number): Promise<number> {
  const lines = (await command.told(`worker`, nth)).matchAll(/^worker (\d+)$/gm);
  return Number([...lines][nth - 1]![1]);
}

const isReady = async () => (await fetch(`${site.issuer}/health/ready`)).status === 200;

test('an unexpected error: told in a sentence, and started again on the same PostgreSQL', async () => {
  const before = await postgresOf(site);
  process.kill(await worker(1), 'SIGUSR2');
  await command.printed('Ready again in');
  expect(await isReady()).toBe(true);
  expect(await postgresOf(site)).toEqual(before);
  command.process.kill('SIGTERM');
  const { code, stderr } = await command.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('An error in a test.');
  expect(stderr).toContain(
    'Sallyport has stopped. Its process ended with exit code 1. It is started again in 0.5 s.',
  );
  expect(await postgresOf(site)).toEqual({ kind: 'none' });
});

test('kill -9, twice: delays grow', async () => {
  process.kill(await worker(1), 'SIGKILL');
  await command.printed('Ready again in');
  process.kill(await worker(2), 'SIGKILL');
  await worker(3);
  command.process.kill('SIGINT');
  const { code, stderr } = await command.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('Its process was ended by SIGKILL. It is started again in 0.5 s.');
  expect(stderr).toContain('Its process was ended by SIGKILL. It is started again in 1 s.');
  expect(await postgresOf(site)).toEqual({ kind: 'none' });
});

test('a signal before it is started again stops PostgreSQL as well', async () => {
  process.kill(await worker(1), 'SIGKILL');
  await command.told('It is started again', 1);
  command.process.kill('SIGTERM');
  expect((await command.ended).code).toBe(0);
  expect(await postgresOf(site)).toEqual({ kind: 'none' });
});

test('kill -9 of the supervisor ends the work at once, and PostgreSQL is adopted later', async () => {
  const before = await postgresOf(site);
  command.process.kill('SIGKILL');
  await command.ended;
  await expect(fetch(site.issuer)).rejects.toThrow();
  expect(await postgresOf(site)).toEqual(before);
  command = supervised(config, site);
  await command.printed('found running, and taken over');
});
