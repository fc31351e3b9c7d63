import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run, tsc, workFolder } from './packages.ts';

/** Compiled code, by package: `out/<folder>/src`. */
export const compiled = join(workFolder, 'out');

/**
 * All packages at once: the types of one come from the sources of another. Syntax that Node 20
 * lacks (`using`) is translated, because guard and client run there.
 */
export async function compile(): Promise<void> {
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      target: 'es2023',
      lib: ['esnext'],
      rootDir: join(root, 'packages'),
      outDir: compiled,
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: [join(root, 'packages/*/src')],
    exclude: ['**/*.test.ts', '**/*.fixture.ts', 'console'].map((name) =>
      join(root, 'packages', name),
    ),
  };
  await mkdir(workFolder, { recursive: true });
  const file = join(workFolder, 'tsconfig.json');
  await writeFile(file, JSON.stringify(settings));
  run(process.execPath, tsc, '--project', file);
}
