import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { postgresOf, type Site } from './command.fixture.ts';
import { loadConfiguration } from './config/load.ts';
import { startInProcess } from './in-process.fixture.ts';
import { askForToken, shop, site, start } from './start.fixture.ts';
import { StartupError } from './startup-error.ts';
import { startSystem } from './system.ts';

test('start until Ctrl-C: all parts answer, and nothing is left', async () => {
  const here = await site({ first: true });
  const command = start(await here.configure(shop), here);
  await command.logged('Ready');
  expect((await fetch(`${here.issuer}/health/ready`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${here.ports[2]}/health/ready`)).status).toBe(200);
  expect((await fetch(`${here.gateway}/nothing`)).status).toBe(404);
  expect((await askForToken(here.issuer)).status).toBe(200);

  command.process.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
  await expect(fetch(here.gateway)).rejects.toThrow();
});

test.each([
  [0, 'issuer', 'issuer.url'],
  [1, 'gateway', 'gateway.url'],
  [2, 'decision endpoint', 'gateway.decide_port'],
  [3, 'internal listener of the issuer', 'issuer.internal.listen'],
  [4, 'management port', 'management.listen'],
] as const)('port %i in use', async (which, name, key) => {
  const here = await site();
  const port = here.ports[which];
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  expect(await refusal(await here.configure(''), here)).toBe(
    `Port ${port} is in use, and the ${name} listens there. Stop what uses it ` +
      `(lsof -i :${port} names it), or change ${key} in the configuration.`,
  );
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('issuer and gateway on one port', async () => {
  const here = await site();
  const file = await here.configure('');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(here.gateway, here.issuer));
  expect(await refusal(file, here)).toBe(
    `The issuer and the gateway would both listen on port ${here.ports[0]}. ` +
      'Change issuer.url or gateway.url in the configuration.',
  );
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

/** What a start says that fails, in this process. */
async function refusal(
  file: string,
  { dataDir }: Site,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const loaded = await loadConfiguration(file, env);
  const log = pino({ level: 'silent' });
  const started = startSystem({ loaded, role: 'all', dataDir, env, log });
  onTestFinished(() =>
    started.then(
      (system) => system.close(),
      () => {},
    ),
  );
  const error: unknown = await started.catch((reason) => reason);
  expect(error).toBeInstanceOf(StartupError);
  return (error as StartupError).message;
}

test('an unknown key stops it before anything is made', async () => {
  const here = await site();
  const { code, stderr } = await start(await here.configure('clinets: []'), here).ended;
  expect(stderr).toBe(
    [
      'sallyport.yaml:4:1  clinets: unknown key; did you mean clients?',
      '    4 | clinets: []',
      '      | ^',
      '',
    ].join('\n'),
  );
  expect(code).toBe(1);
  expect(await postgresOf(here)).toEqual({ kind: 'none' });
});

test('a database that does not answer, or cannot be used', async () => {
  const here = await site();
  const file = await here.configure('');
  const env = { DATABASE_URL: `postgres://me:hunter2@127.0.0.1:${here.ports[0]}/db` };
  expect(await refusal(file, here, env)).toBe(
    `PostgreSQL at 127.0.0.1:${here.ports[0]} does not answer (ECONNREFUSED). ` +
      'Check that it runs, and that DATABASE_URL is right.',
  );
});

test('nodes that share a database in production share a secret too', async () => {
  const here = await site();
  const env = { NODE_ENV: 'production', DATABASE_URL: 'postgres://127.0.0.1:1/db' };
  expect(await refusal(await here.configure(''), here, env)).toContain(
    'With DATABASE_URL in production, set SALLYPORT_SECRET, the same on every node.',
  );
});

test('apply, when nothing runs there', async () => {
  const here = await site();
  const args = ['apply', await here.configure(''), '--data-dir', join(here.dataDir, 'x')];
  const { code, stderr } = await startInProcess(args).ended;
  expect(stderr).toContain(`No Sallyport runs on the data directory ${here.dataDir}/x.`);
  expect(code).toBe(1);
});
