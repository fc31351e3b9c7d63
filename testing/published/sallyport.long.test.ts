import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../ports.ts';
import { pack } from './pack.ts';
import { firstBlock, newProject, type Project } from './project.ts';
import { commandOf, hasRuntimes, installRuntimes, type Runtime } from './runtimes.ts';

describe.skipIf(!hasRuntimes)('sallyport, installed from its tarball', () => {
  let project: Project;
  let directory: string;
  let program: string;

  beforeAll(async () => {
    const packed = await pack();
    ({ directory } = packed);
    [project] = await Promise.all([newProject(packed.tarballs.sallyport), installRuntimes()]);
    program = join(project.directory, 'node_modules/sallyport/lib/main.js');
  }, 300_000);
  afterAll(() => Promise.all([project.remove(), rm(directory, { recursive: true })]));

  const command = (runtime: Runtime, ...args: string[]) => {
    const [node, ...first] = commandOf(runtime);
    const env = { PATH: process.env['PATH'] };
    return spawn(node, [...first, program, ...args], { cwd: project.directory, env });
  };

  test.each<[Runtime, string]>([
    ['Node 16', '16.20.2'],
    ['Node 20', '20.20.2'],
    ['Node 22', '22.23.3'],
  ])('%s is refused in a sentence', async (runtime, version) => {
    const refused = command(runtime, 'start');
    const [stderr, [code]] = await Promise.all([text(refused.stderr), once(refused, 'close')]);
    expect(stderr).toBe(`Sallyport needs Node 24.7 or later, and this is Node ${version}.\n`);
    expect(code).toBe(1);
  });

  test.each<Runtime>(['Node 24.7', 'Node 26'])('the first minute on %s', async (runtime) => {
    const configuration = firstBlock(await project.readme('sallyport'), 'yaml');
    const [issuer, gateway, decide, internal] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const addresses = [
      `issuer: { url: "http://localhost:${issuer}", internal: { listen: "127.0.0.1:${internal}" } }`,
      `gateway: { url: "http://localhost:${gateway}", decide_port: ${decide} }`,
      'management: { listen: null }',
    ];
    await project.write('sallyport.yaml', `${addresses.join('\n')}\n${configuration}`);
    const running = command(runtime, 'start');
    const ended = once(running, 'close');
    try {
      for await (const chunk of running.stdout) if (String(chunk).includes('"Ready"')) break;
      const secret = btoa('partner:dev-secret-of-the-partner-1234567890');
      const response = await fetch(`http://localhost:${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${secret}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { access_token: token } = (await response.json()) as { access_token: string };
      expect(token).toMatch(/^sp_at_/);
      // Let in, and nothing listens on port 7001.
      const headers = { authorization: `Bearer ${token}` };
      const url = `http://localhost:${gateway}/api/orders/1`;
      expect((await fetch(url)).status).toBe(401);
      expect([502, 503]).toContain((await fetch(url, { headers })).status);
    } finally {
      running.kill('SIGINT');
    }
    expect(await ended).toEqual([0, null]);
  });
});
