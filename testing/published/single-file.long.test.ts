import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/build/packages.ts';
import { freePort } from '../ports.ts';
import { makeRelease } from './released.ts';
import { follow } from './running.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-file-'));
  program = join(folder, 'sallyport-gateway');
  const made = await makeRelease();
  await copyFile(join(made.folder, 'sallyport-gateway'), program);
}, 1_200_000);
afterAll(() => rm(folder, { recursive: true }));

const secret = randomBytes(48).toString('base64');
const start = (command: string, ...args: string[]) =>
  spawn(command, args, { cwd: folder, env: { SALLYPORT_SECRET: secret } });

test('it is below 160 MB, and tells its version', async () => {
  expect((await stat(program)).size).toBeLessThan(160_000_000);
  expect(await text(start(program, '--version').stdout)).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('alone in a folder it is a gateway of an issuer', async () => {
  const [issuer, internal, gateway, decide, management] = await Promise.all(
    Array.from({ length: 5 }, () => freePort()),
  );
  const parts = `issuer: { url: "http://localhost:${issuer}", internal: { listen: "127.0.0.1:${internal}" } }\n`;
  await writeFile(join(folder, 'issuer.yaml'), `${parts}management: { listen: null }\n`);
  await writeFile(
    join(folder, 'gateway.yaml'),
    `${parts}gateway: { url: "http://localhost:${gateway}", decide_port: ${decide} }
management: { listen: "127.0.0.1:${management}" }\n`,
  );
  const main = join(root, 'packages/sallyport/src/main.ts');
  const args = ['--role', 'issuer', '--config', 'issuer.yaml', '--data-dir', join(folder, 'data')];
  const first = follow(start(process.execPath, main, 'start', ...args));
  const second = follow(start(program, '--config', 'gateway.yaml'));
  try {
    await Promise.all([first.ready, second.ready]);
    expect((await fetch(`http://127.0.0.1:${management}/health/ready`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${management}/metrics`)).status).toBe(200);
    expect((await fetch(`http://localhost:${gateway}/nothing`)).status).toBe(404);
  } finally {
    expect(await Promise.all([second.stop(), first.stop()])).toEqual([0, 0]);
  }
});

test.each(['issuer', 'all'])('it says that it is no %s', async (role) => {
  await writeFile(join(folder, 'empty.yaml'), 'issuer: {}\n');
  const { ready } = follow(start(program, '--role', role, '--config', 'empty.yaml'));
  await expect(ready).rejects.toThrow('This file is the gateway alone, and runs no issuer');
});

test('it says that it is one process', async () => {
  await writeFile(join(folder, 'workers.yaml'), 'gateway: { workers: 2 }\n');
  const { ready } = follow(start(program, '--config', 'workers.yaml'));
  await expect(ready).rejects.toThrow('set gateway.workers to 1');
});
