import { cp, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHomepage, readManifest, root } from '../build/packages.ts';
import { releaseFolder } from './release-folder.ts';
import { archive } from './reproducible.ts';

const source = join(root, 'deploy/helm/sallyport');

/** The Helm chart, with the version of the packages. Its images are those of the same version. */
export async function makeChart(folder = releaseFolder): Promise<void> {
  const { version } = await readManifest('sallyport');
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-chart-'));
  const work = temporary.path;
  await cp(source, join(work, 'sallyport'), { recursive: true });
  const file = join(work, 'sallyport/Chart.yaml');
  const text = await readFile(file, 'utf8');
  const versioned = text.replace(/^(version|appVersion): .*$/gm, `$1: ${version}`);
  await writeFile(file, `${versioned}home: ${await readHomepage()}\n`);
  archive(join(folder, `sallyport-chart-${version}.tgz`), work, 'sallyport');
}
