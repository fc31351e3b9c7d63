/** `npm run release -- --publish` as a whole, to a registry on this machine. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { published, readManifest, root } from '../../scripts/build/packages.ts';
import { isChange } from '../../scripts/release/changelog.ts';
import { integrityOf } from '../../scripts/release/publish.ts';
import { releaseFolder } from '../../scripts/release/release-folder.ts';
import { type Registry, startRegistry } from './registry.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
}, 300_000);
afterAll(() => registry.close());

const execute = promisify(execFile);

/** Through npm, as it is typed. */
async function release(...options: string[]): Promise<string> {
  const args = ['run', 'release', '--', ...options, '--publish', '--without-provenance'];
  const { stdout } = await execute('npm', args, { cwd: root, env: registry.env });
  return stdout;
}

/** With changes that have no version, `--publish` refuses, and rightly. */
const pending = readdirSync(join(root, '.changeset')).filter(isChange);

test.skipIf(pending.length > 0)(
  'it makes all, publishes what it made, and finds it there when it is repeated',
  async () => {
    const { version } = await readManifest('sallyport');
    expect(await release()).toMatch(/^Made sallyport-.* in dist\/release\.$/m);
    await execute('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: releaseFolder });
    for (const folder of published) {
      const { name } = await readManifest(folder);
      const args = ['view', `${name}@${version}`, 'dist.integrity'];
      const { stdout } = await execute('npm', args, { cwd: root, env: registry.env });
      const file = `${name.replace('@', '').replace('/', '-')}-${version}`;
      expect(stdout.trim()).toBe(integrityOf(join(releaseFolder, `${file}.tgz`)));
      const list = JSON.parse(await readFile(join(releaseFolder, `${file}.cdx.json`), 'utf8'));
      expect(list.metadata.component).toMatchObject({ name, version });
    }
    // Images and the like are made from the packages, and are not published by it.
    const again = await release('--packages');
    for (const folder of published) {
      const { name } = await readManifest(folder);
      expect(again).toContain(`${name} ${version} is published already.`);
    }
  },
  1_200_000,
);
