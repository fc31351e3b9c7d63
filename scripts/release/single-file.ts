import { execFileSync } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSettings } from '../../packages/sallyport/src/supervise/node-settings.ts';
import { bundle } from '../build/bundle.ts';
import { readManifest, root } from '../build/packages.ts';
import { releaseFolder } from './release-folder.ts';

/** The gateway as one file, with its Node, for the system and the processor that it is made on. */
export async function makeSingleFile(folder = releaseFolder): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-file-'));
  const work = temporary.path;
  // Its path is kept in the file.
  const main = 'main.mjs';
  await writeFile(join(work, main), await program());
  const settings = join(work, 'sea.json');
  const output = join(folder, 'sallyport-gateway');
  await writeFile(settings, JSON.stringify({ ...options, main, output }));
  const node = join(root, 'node_modules/.bin/node');
  execFileSync(node, [`--build-sea=${settings}`], { cwd: work, stdio: 'inherit' });
}

const options = {
  mainFormat: 'module',
  disableExperimentalSEAWarning: true,
  // The file is not started again with them, as sallyport start is.
  execArgv: nodeSettings({ execArgv: [], env: {} }).execArgv,
};

async function program(): Promise<string> {
  const { version } = await readManifest('sallyport');
  const engines = { node: process.versions.node };
  const { code } = await bundle({
    input: join(import.meta.dirname, 'gateway-program.ts'),
    external: ['pg-native'],
    plugins: [
      {
        name: 'version',
        // There is no package.json beside the file.
        load: (id) =>
          id === join(root, 'packages/sallyport/src/version.ts')
            ? `export const version = '${version}', engines = ${JSON.stringify(engines)};`
            : null,
      },
    ],
  });
  return code;
}
