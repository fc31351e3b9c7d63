import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { expect, test } from 'vitest';
import { until } from '../../../testing/until.ts';
import { isAlive } from './postgres/system.ts';
import { temporary } from './temporary.fixture.ts';
import { startSallyport } from './testing.ts';

const program = fileURLToPath(new URL('./testing.fixture.ts', import.meta.url));

const api = 'https://orders.example';
const secret = 'a-secret-of-the-partner-long-enough';

const configuration = {
  apis: [{ id: api, name: 'Orders', permissions: ['orders:read'] }],
  clients: [
    {
      id: 'partner',
      name: 'Partner',
      type: 'service',
      secret,
      grants: ['client_credentials'],
      apis: [api],
    },
  ],
};

const askForToken = (issuer: string) =>
  fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: formatBasic({ id: 'partner', secret }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

test('a whole system, which leaves nothing', async () => {
  const { env, files } = await temporary();
  const system = await startSallyport({ configuration, env });
  expect((await askForToken(system.issuer)).status).toBe(200);
  expect((await fetch(`${system.gateway}/nothing`)).status).toBe(404);
  expect(await files()).toHaveLength(1);
  await system.close();
  expect(await files()).toEqual([]);
  await expect(fetch(system.issuer)).rejects.toThrow();
});

test('the configuration is told the addresses, and what is wrong with it is said', async () => {
  const wrong = startSallyport({
    configuration: ({ gateway }) => ({ clients: [{ id: 'x', redirect_uris: [gateway], tpe: 1 }] }),
  });
  await expect(wrong).rejects.toThrow(/tpe/);
});

test('four systems at once, each with ports of its own', async () => {
  const { env, files } = await temporary();
  const systems = await Promise.all(Array.from({ length: 4 }, () => startSallyport({ env })));
  const addresses = systems.flatMap(({ issuer, gateway, decide }) => [issuer, gateway, decide]);
  expect(new Set(addresses).size).toBe(12);
  const answers = await Promise.all(systems.map(({ issuer }) => fetch(`${issuer}/health/ready`)));
  expect(answers.map(({ status }) => status)).toEqual(systems.map(() => 200));
  expect(await files()).toHaveLength(4);
  await Promise.all(systems.map((system) => system.close()));
  expect(await files()).toEqual([]);
});

test('after kill -9 of the test process nothing is left', async () => {
  const { env, files } = await temporary();
  const killed = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [issuer] = (await once(killed.stdout, 'data')) as [Buffer];
  const [folder = ''] = await files();
  const host = Number(folder.split('-').at(-2));
  expect(isAlive(host)).toBe(true);
  killed.kill('SIGKILL');
  await until(() => !isAlive(host));
  expect(await files()).toEqual([]);
  await expect(fetch(issuer.toString())).rejects.toThrow();
});

test('a process that has nothing else to do closes it, and ends', async () => {
  const { env, files } = await temporary();
  const closing = spawn(process.execPath, [program, 'close'], { env, stdio: 'ignore' });
  expect(await once(closing, 'exit')).toEqual([0, null]);
  expect(await files()).toEqual([]);
});

test('what a host left that was killed itself is cleared by the next', async () => {
  const { env, files } = await temporary();
  const abandoned = await startSallyport({ env });
  const [folder = ''] = await files();
  process.kill(Number(folder.split('-').at(-2)), 'SIGKILL');
  await abandoned.close();
  const next = await startSallyport({ env });
  expect(await files()).not.toContain(folder);
  await next.close();
  expect(await files()).toEqual([]);
});

test('what cannot be cleared, as what another user left, is left to them', async () => {
  const { env, files } = await temporary();
  const left = 'sallyport-system-99999999-x';
  // No file, so that it can be read by none: root, which may run this, is refused nothing else.
  const file = join(env['TMPDIR']!, left, 'postgres/data/postmaster.pid');
  await mkdir(file, { recursive: true });
  const system = await startSallyport({ env });
  await system.close();
  expect(await files()).toEqual([left]);
});
