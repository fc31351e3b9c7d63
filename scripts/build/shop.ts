import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OutputChunk } from 'rolldown';
import { licensesOf } from '../../packages/console/build/licenses.ts';
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
  await writeFile(join(shop, 'LICENSES.txt'), await licensesOf(chunk.moduleIds));
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
