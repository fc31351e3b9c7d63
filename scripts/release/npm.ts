import { cp, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distOf, published, readManifest } from '../build/packages.ts';
import { type BillOfMaterials, npmBill, textOf } from './bill-of-materials.ts';
import { releaseFolder } from './release-folder.ts';
import { npm } from './tools.ts';

/**
 * A tarball for each package, and for each a list of what an installation consists of (CycloneDX):
 * the package, and all that it depends on with versions and digests.
 *
 * @returns the tarballs
 */
export async function makePackages(): Promise<string[]> {
  const tarballs: string[] = [];
  for (const folder of published) {
    const told = npm(distOf(folder), 'pack', '--json', '--pack-destination', releaseFolder);
    const [{ filename }]: [{ filename: string }] = JSON.parse(told);
    tarballs.push(join(releaseFolder, filename));
    const name = filename.replace(/\.tgz$/, '.cdx.json');
    await writeFile(join(releaseFolder, name), textOf(await billOf(folder)));
  }
  return tarballs;
}

/** Of a project that is the package itself: the root of the list, and below it what npm installs. */
async function billOf(folder: string): Promise<BillOfMaterials> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-sbom-'));
  const project = temporary.path;
  await cp(join(distOf(folder), 'package.json'), join(project, 'package.json'));
  npm(project, 'install', '--package-lock-only', '--omit', 'dev', '--no-audit', '--no-fund');
  const { name } = await readManifest(folder);
  return npmBill(project, name, '--sbom-type', 'library', '--package-lock-only');
}
