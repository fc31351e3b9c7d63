import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { root } from './current.ts';
import { licensesOf } from './licenses.ts';
import { ownLanguages } from './own-languages.ts';
import { snippets } from './snippets.ts';
import { textKeys } from './text-keys.ts';
import { tokens } from './tokens.ts';

/** Bundles the console into a folder, split by view, with the licences of what is in it. */
export async function bundle(folder: string): Promise<void> {
  const modules = new Set<string>();
  await build({
    root,
    base: '/console/',
    configFile: false,
    logLevel: 'error',
    plugins: [
      ownLanguages(),
      textKeys(),
      snippets(),
      tokens(),
      { name: 'modules', generateBundle: note(modules) },
    ],
    build: {
      outDir: folder,
      emptyOutDir: true,
      // The sources are here, and so is what was thrown.
      sourcemap: false,
      // Everything is a file of its own: the policy of the page takes no `data:`.
      assetsInlineLimit: 0,
      // What each view shares is there by then: it has nothing to load beside itself.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
      },
      reportCompressedSize: false,
      target: 'baseline-widely-available',
      // What several views share is one file: many small ones are more bytes, and more requests.
      rolldownOptions: {
        output: {
          // `views.ts` is called by the folder whose views it has.
          chunkFileNames: ({ name, moduleIds }) =>
            `assets/${name === 'views' ? moduleIds.at(-1)!.split('/').at(-2) : name}-[hash].js`,
          codeSplitting: {
            groups: [{ name: 'shared', minShareCount: 2, test: /\/src\/|node_modules|text-keys/ }],
          },
        },
      },
    },
  });
  await writeFile(join(folder, 'LICENSES.txt'), await licensesOf(modules));
}

const note =
  (modules: Set<string>) =>
  (_: unknown, output: Rolldown.OutputBundle): void => {
    for (const chunk of Object.values(output)) {
      if (chunk.type === 'chunk') for (const id of chunk.moduleIds) modules.add(id);
    }
  };
