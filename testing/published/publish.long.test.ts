import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest, root } from '../../scripts/build/packages.ts';
import { publishPackages, refusePublish } from '../../scripts/release/publish.ts';
import { pack } from './pack.ts';
import { type Registry, startRegistry } from './registry.ts';

let packed: Awaited<ReturnType<typeof pack>>;
let registry: Registry;
let project: string;

beforeAll(async () => {
  [packed, registry, project] = await Promise.all([
    pack(),
    startRegistry(),
    mkdtemp(join(tmpdir(), 'sallyport-project-')),
  ]);
}, 300_000);
afterAll(async () => {
  await registry.close();
  await Promise.all([packed.directory, project].map((each) => rm(each, { recursive: true })));
});

const npm = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)('npm', args, { cwd: project, env: registry.env })).stdout;

const how = () => ({ provenance: false, env: registry.env });

test('provenance is asked of CI jobs that have an identity, and is not left out unsaid', () => {
  const { CI: _, ...env } = process.env;
  const release = join(root, 'scripts/release.ts');
  const { status, stderr } = spawnSync(process.execPath, [release, '--publish'], { env });
  expect(String(stderr)).toMatch(
    /^Provenance needs a CI job with an identity.*--without-provenance/,
  );
  expect(status).toBe(1);
  const github = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.example' };
  expect(refusePublish({ provenance: true, env: github })).toBeNull();
});

test('the packages are published, and a second run finds them there', async () => {
  const tarballs = Object.values(packed.tarballs);
  // As a run that was interrupted after the first.
  publishPackages(tarballs.slice(0, 1), how());
  publishPackages(tarballs, how());
  publishPackages(tarballs, how());
  for (const name of ['sallyport', '@sallyport/guard', '@sallyport/client']) {
    const told = JSON.parse(await npm('view', name, '--json'));
    expect(told).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: 'Apache-2.0',
      repository: { type: 'git', directory: `packages/${name.replace('@sallyport/', '')}` },
    });
    expect(told.engines.node).toMatch(/^>=/);
  }
}, 300_000);

test('another package is not published under the same version', async () => {
  const other = await mkdtemp(join(tmpdir(), 'sallyport-other-'));
  const { version } = await readManifest('guard');
  await writeFile(
    join(other, 'package.json'),
    JSON.stringify({ name: '@sallyport/guard', version }),
  );
  const { stdout } = await promisify(execFile)('npm', ['pack', '--silent'], { cwd: other });
  const tarball = join(other, stdout.trim());
  expect(() => publishPackages([tarball], how())).toThrow(
    'is published already, and is another one',
  );
  await rm(other, { recursive: true });
});

test('installed by name: the guard for Fastify and for Nest, and the command', async () => {
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true }));
  const nest = ['core', 'common', 'platform-express'].map((name) => `@nestjs/${name}@12`);
  const packages = ['@sallyport/guard', 'sallyport', 'fastify@5', ...nest];
  await npm('install', '--no-audit', '--no-fund', ...packages, 'reflect-metadata', 'rxjs');
  for (const name of ['fastify.mjs', 'nest.mjs']) {
    await cp(join(import.meta.dirname, 'consumer', name), join(project, name));
    const run = await promisify(execFile)(process.execPath, [name], { cwd: project });
    expect(run.stdout.trim().split('\n'), name).toEqual([
      '200 {"subject":"user-1"}',
      '403 {"error":"insufficient_scope","error_description":"This needs orders:read."}',
      '401',
    ]);
  }
  expect(await npm('exec', '--offline', '--', 'sallyport', '--version')).toMatch(
    /^\d+\.\d+\.\d+\n$/,
  );
}, 300_000);
