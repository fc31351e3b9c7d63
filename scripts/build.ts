/**
 * Makes what is published: `packages/<name>/dist` holds `package.json`, documents and, in `lib`,
 * JavaScript with declarations, because Node strips no types below `node_modules`. The packages that
 * only ours use are carried inside, so that each published one installs by itself.
 */
import { rm } from 'node:fs/promises';
import { assemble } from './build/assemble.ts';
import { compile } from './build/compile.ts';
import { buildConsole } from './build/console.ts';
import { published, readManifest, workFolder } from './build/packages.ts';
import { bundleShop } from './build/shop.ts';
import { tryOut } from './build/try-out.ts';

await rm(workFolder, { recursive: true, force: true });
await compile();
const manifests = await Promise.all(
  published.map(async (folder) => assemble(folder, await readManifest(folder))),
);
await bundleShop();
await buildConsole();
await tryOut(manifests);
console.log(`Built ${manifests.map(({ name }) => name).join(', ')}.`);
