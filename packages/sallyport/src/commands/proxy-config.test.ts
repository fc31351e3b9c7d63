import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Several times what a pipe holds. */
async function manyRoutes(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-proxy-config-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'sallyport.yaml');
  const routes = Array.from(
    { length: 800 },
    (_, place) =>
      `  - { path: /r${place}, upstream: "http://127.0.0.1:7001", authenticate: none }\n`,
  );
  await writeFile(file, `routes:\n${routes.join('')}`);
  return file;
}

const command = (...args: string[]) =>
  spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

test('a pipe gets the whole file, however slowly it is read', async () => {
  const child = command('proxy-config', 'nginx', '--config', await manyRoutes());
  const exited = once(child, 'exit');
  // The pipe is full before anything is read.
  await once(child.stdout, 'readable');
  const [output, [code]] = await Promise.all([text(child.stdout), exited]);
  expect(code).toBe(0);
  expect(output.length).toBeGreaterThan(200_000);
  expect(output.trimEnd()).toMatch(/\n}$/);
  expect(output).toContain('# /r799\n');
});

test('a reader that has read enough ends it without an error', async () => {
  const child = command('proxy-config', 'nginx', '--config', await manyRoutes());
  const [, complaint, [code]] = await Promise.all([
    once(child.stdout, 'data').then(() => child.stdout.destroy()),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
});
