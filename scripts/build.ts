/**
 * Makes of every package what is published: `packages/<name>/dist` holds `package.json` and, in
 * `lib`, JavaScript with declarations, because Node strips no types below `node_modules`. Then it
 * installs them side by side and loads them as their users will.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const work = join(root, 'node_modules', '.sallyport-build');
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: root, stdio: 'inherit' });

interface Manifest {
  name: string;
  exports?: Record<string, unknown>;
  bin?: Record<string, string>;
  files?: string[];
}

const names = await readdir(join(root, 'packages'));
await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await compile();
const packages = await Promise.all(names.map(assemble));
await tryOut(packages);
console.log(`Built ${packages.map(({ name }) => name).join(', ')}.`);

/** All at once: one package's types come from the sources of another. */
async function compile(): Promise<void> {
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rootDir: join(root, 'packages'),
      outDir: join(work, 'out'),
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: [join(root, 'packages/*/src')],
    exclude: ['**/*.test.ts', '**/*.fixture.ts'].map((name) => join(root, 'packages', name)),
  };
  const file = join(work, 'tsconfig.json');
  await writeFile(file, JSON.stringify(settings));
  run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '--project', file);
}

async function assemble(folder: string): Promise<Manifest> {
  const source = join(root, 'packages', folder);
  const dist = join(source, 'dist');
  const lib = join(dist, 'lib');
  await rm(dist, { recursive: true, force: true });
  await cp(join(work, 'out', folder, 'src'), lib, { recursive: true });
  // Whatever is no code: migrations, style sheets, pictures.
  const isAsset = (path: string) => !path.endsWith('.ts');
  await cp(join(source, 'src'), lib, { recursive: true, filter: isAsset });
  await cp(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  const manifest: Manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const published = publishable(manifest);
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  return published;
}

function publishable(manifest: Manifest): Manifest {
  const built = (path: string) => path.replace('./src/', './lib/').replace(/\.ts$/, '');
  const exports = Object.entries(manifest.exports ?? {}).map(([name, path]) => {
    const target = built(String(path));
    return [name, { types: `${target}.d.ts`, default: `${target}.js` }];
  });
  const bin = Object.entries(manifest.bin ?? {}).map(([name, path]) => [name, `${built(path)}.js`]);
  return {
    ...manifest,
    ...(exports.length > 0 && { exports: Object.fromEntries(exports) }),
    ...(bin.length > 0 && { bin: Object.fromEntries(bin) }),
    files: ['lib'],
  };
}

/** Below `node_modules`, where a forgotten `.ts` or asset shows. */
async function tryOut(manifests: readonly Manifest[]): Promise<void> {
  const installed = join(work, 'node_modules');
  await Promise.all(
    manifests.map(({ name }, index) =>
      cp(join(root, 'packages', names[index]!, 'dist'), join(installed, name), { recursive: true }),
    ),
  );
  for (const { name } of manifests) {
    const lib = join(installed, name, 'lib');
    const modules = (await readdir(lib)).filter((file) => file.endsWith('.js'));
    for (const module of modules) {
      if (basename(module) !== 'main.js') await import(join(lib, module));
    }
  }
  run(process.execPath, join(installed, 'sallyport/lib/main.js'), '--version');
}
