import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OutputChunk } from 'rolldown';
import { bundle } from './bundle.ts';
import { distOf, root } from './packages.ts';

const source = join(root, 'examples', 'shop');

/**
 * Puts the example shop beside the code of `sallyport demo`: its services and what they are built
 * with as one file, so that an installation of Sallyport alone does not install them.
 */
export async function bundleShop(): Promise<void> {
  const shop = join(distOf('sallyport'), 'lib', 'demo', 'shop');
  const chunk = await bundle({
    input: join(source, 'services', 'main.ts'),
    // depd, of Express and Koa, calls eval.
    logLevel: 'silent',
  });
  await mkdir(shop, { recursive: true });
  await writeFile(join(shop, 'main.js'), chunk.code);
  await writeFile(join(shop, 'LICENSES.txt'), await licensesOf(chunk));
  await cp(join(source, 'sallyport.yaml'), join(shop, 'sallyport.yaml'));
  await cp(join(source, 'web'), join(shop, 'web'), { recursive: true });
  for (const file of await assetsOf(chunk)) await cp(file, join(shop, basename(file)));
}

/** What the modules of the shop read from beside themselves is beside the bundle. */
async function assetsOf({ moduleIds }: OutputChunk): Promise<string[]> {
  const folders = new Set(moduleIds.filter((id) => id.startsWith(source)).map((id) => dirname(id)));
  folders.delete(source);
  const files = [...folders].map(async (folder) =>
    (await readdir(folder)).map((name) => join(folder, name)),
  );
  return (await Promise.all(files)).flat().filter((name) => !name.endsWith('.ts'));
}

/** The licenses of the packages in the bundle, as they ask for. */
async function licensesOf({ moduleIds }: OutputChunk): Promise<string> {
  const folders = moduleIds.map((id) => /.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  const packages = [...new Set(folders.filter((folder) => folder !== undefined))];
  const texts = await Promise.all(packages.map(licenseOf));
  return [...new Set(texts)].sort().join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? await readFile(join(folder, file), 'utf8') : `License: ${license}`;
  return `${name} ${version}\n\n${text.trim()}\n`;
}
