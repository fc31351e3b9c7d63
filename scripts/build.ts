/**
 * Makes of every package what is published: `packages/<name>/dist` holds `package.json` and, in
 * `lib`, JavaScript with declarations, because Node strips no types below `node_modules`. Then it
 * installs them side by side and loads them as their users will.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const work = join(root, 'node_modules', '.sallyport-build');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
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
  run(process.execPath, tsc, '--project', file);
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
  const documents = (manifest.files ?? []).filter((name) => name !== 'dist');
  await Promise.all(documents.map((name) => cp(join(source, name), join(dist, name))));
  const published = publishable(manifest, documents);
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  return published;
}

function publishable(manifest: Manifest, documents: string[]): Manifest {
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
    files: ['lib', ...documents],
  };
}

/**
 * As their users will have them: by the names in `exports`, and below a `node_modules` of their own,
 * where a forgotten `.ts` or asset shows and the workspace cannot stand in for what is missing.
 */
async function tryOut(manifests: readonly Manifest[]): Promise<void> {
  const consumer = await mkdtemp(join(tmpdir(), 'sallyport-consumer-'));
  try {
    await cp(join(import.meta.dirname, 'consumer'), consumer, { recursive: true });
    const installed = join(consumer, 'node_modules');
    await linkOthers(installed);
    await Promise.all(
      manifests.map(({ name }, index) =>
        cp(join(root, 'packages', names[index]!, 'dist'), join(installed, name), {
          recursive: true,
        }),
      ),
    );
    await checkTypes(consumer);
    await loadAll(manifests, consumer);
    run(process.execPath, join(installed, 'sallyport/lib/main.js'), '--version');
  } finally {
    await rm(consumer, { recursive: true });
  }
}

/** What ours depend on is taken from here, so that this works offline. */
async function linkOthers(installed: string): Promise<void> {
  const here = join(root, 'node_modules');
  await mkdir(installed);
  const others = (await readdir(here)).filter((name) => !/^(\.|@?sallyport$)/.test(name));
  await Promise.all(
    others.map((name) => symlink(join(here, name), join(installed, name), 'junction')),
  );
}

/** With declarations checked: one that cannot be resolved would be `any`, and no error. */
async function checkTypes(consumer: string): Promise<void> {
  const settings = {
    compilerOptions: {
      target: 'esnext',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      types: ['node'],
    },
    include: ['*.mts'],
  };
  await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify(settings));
  run(process.execPath, tsc, '--project', consumer);
}

async function loadAll(manifests: readonly Manifest[], consumer: string): Promise<void> {
  const exported = await Promise.all(manifests.map((manifest) => namesOf(manifest, consumer)));
  const imports = exported.flat().map((name) => `import '${name}';\n`);
  const loader = join(consumer, 'load.mjs');
  await writeFile(loader, imports.join(''));
  run(process.execPath, loader);
}

/** What can be imported of a package. `main.ts` is its command, and acts when it is loaded. */
async function namesOf({ name, exports = {} }: Manifest, consumer: string): Promise<string[]> {
  const modules = (await readdir(join(consumer, 'node_modules', name, 'lib')))
    .filter((file) => file.endsWith('.js') && file !== 'main.js')
    .map((file) => basename(file, '.js'));
  return Object.keys(exports).flatMap((path) => {
    const importable = name + path.slice(1);
    return importable.includes('*')
      ? modules.map((module) => importable.replace('*', module))
      : [importable];
  });
}
