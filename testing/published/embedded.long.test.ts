import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from './pack.ts';
import { firstBlock, newProject, type Project } from './project.ts';
import { commandOf, hasRuntimes, installRuntimes, type Runtime } from './runtimes.ts';

const runtimes: Runtime[] = [
  'Node 20.0',
  'Node 20',
  'Node 22',
  'Node 24',
  'Node 26',
  'Bun',
  'Deno',
];

describe.skipIf(!hasRuntimes)('guard and client, installed from their tarballs', () => {
  let project: Project;
  let directory: string;

  beforeAll(async () => {
    const packed = await pack();
    ({ directory } = packed);
    const { tarballs } = packed;
    [project] = await Promise.all([newProject(tarballs.guard, tarballs.client), installRuntimes()]);
    const [guard, client] = await Promise.all([
      project.readme('@sallyport/guard'),
      project.readme('@sallyport/client'),
    ]);
    await project.write('guard.mjs', firstBlock(guard, 'js'));
    const closed = firstBlock(client, 'js').replace('localhost:9000', '127.0.0.1:1');
    await project.write('client.mjs', closed.replace('console.error', 'console.log'));
    await project.add('algorithms.mjs');
    await project.add('required.cjs');
  }, 300_000);
  afterAll(() => Promise.all([project.remove(), rm(directory, { recursive: true })]));

  describe.each(runtimes)('on %s', (runtime) => {
    test('the first minute of the guard', async () => {
      const lines = (await project.run(commandOf(runtime), 'guard.mjs')).trim().split('\n');
      expect(lines).toEqual([
        '200 {"hello":"user-1"}',
        '403 {"error":"insufficient_scope","error_description":"This needs orders:read."}',
        '401 {"error":"invalid_token","error_description":"The access token has expired."}',
      ]);
    });

    test('keys over HTTP, and every algorithm', async () => {
      const printed = await project.run(commandOf(runtime), 'algorithms.mjs');
      expect(printed.trim().split('\n')).toEqual(
        ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'].map(
          (alg) => `${alg} user-1 token_signature_invalid`,
        ),
      );
    });

    test('the first minute of the client, without an issuer', async () => {
      expect(await project.run(commandOf(runtime), 'client.mjs')).toMatch(
        /^unreachable The issuer/,
      );
    });
  });

  test.each<Runtime>(['Node 20', 'Node 22', 'Node 24', 'Node 26', 'Bun', 'Deno'])(
    'require() on %s',
    async (runtime) => {
      expect(await project.run(commandOf(runtime), 'required.cjs')).toBe('function function\n');
    },
  );
});
