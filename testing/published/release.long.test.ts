/** `npm run release` as a whole, and with `-- --publish` to a registry on this machine. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { published, readManifest, root } from '../../scripts/build/packages.ts';
import { isChange } from '../../scripts/release/changelog.ts';
import { integrityOf } from '../../scripts/release/publish.ts';
import { packedName } from './pack.ts';
import { startRegistry } from './registry.ts';
import { makeRelease, release } from './released.ts';

const execute = promisify(execFile);

test('it makes all, with checksums and what each package consists of', async () => {
  const { folder: made, printed } = await makeRelease();
  expect(printed).toMatch(/^Made sallyport-.* in dist\/release\.$/m);
  await execute('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: made });
  for (const folder of published) {
    const { name, version } = await readManifest(folder);
    const list = JSON.parse(
      await readFile(join(made, `${await packedName(folder)}.cdx.json`), 'utf8'),
    );
    expect(list.metadata.component).toMatchObject({ name, version });
  }
}, 1_200_000);

/** With changes that have no version, `--publish` refuses, and rightly. */
const pending = readdirSync(join(root, '.changeset')).filter(isChange);

test.skipIf(pending.length > 0)(
  'made again and published, the packages are the same to the byte',
  async () => {
    const { folder: made } = await makeRelease();
    const registry = await startRegistry();
    onTestFinished(() => registry.close());
    await release(registry.env, '--packages', '--publish', '--without-provenance');
    for (const folder of published) {
      const { name, version } = await readManifest(folder);
      const args = ['view', `${name}@${version}`, 'dist.integrity'];
      const { stdout } = await execute('npm', args, { cwd: root, env: registry.env });
      expect(stdout.trim()).toBe(integrityOf(join(made, `${await packedName(folder)}.tgz`)));
    }
  },
  1_200_000,
);
