import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { compiled } from './compile.ts';
import { root } from './packages.ts';

/** One of our modules: `{ folder: 'protocol', path: 'scope' }`. */
interface Module {
  folder: string;
  path: string;
}

/**
 * What an import or export names, if it is ours: relative, or `@sallyport/<folder>/<path>.ts`. The names
 * under which users import a package have no suffix: text for them is left as it is.
 */
const specifiers =
  /(?<before>\b(?:from|import)\s*\(?\s*)(?<quote>['"])(?<name>(?:\.{1,2}|@sallyport\/[a-z]+)\/[\w./-]+\.[jt]s)\k<quote>/g;

/**
 * Copies the code of a package to `lib`, and what it needs of our other packages to
 * `lib/internal/<folder>`, where its imports then lead. Declarations are copied only of what users
 * can import, and of what these declarations need.
 *
 * @param exported paths of the modules that users can import
 * @returns the folders of the other packages
 */
export async function copyModules(
  folder: string,
  exported: readonly string[],
  lib: string,
): Promise<string[]> {
  const place = ({ folder: of, path }: Module) =>
    of === folder ? path : posix.join('internal', of, path);
  const copied = new Map<string, Module>();

  async function copy(module: Module, suffix: '.js' | '.d.ts'): Promise<void> {
    const name = place(module) + suffix;
    if (copied.has(name)) return;
    copied.set(name, module);
    const needed = await copyFile(module, suffix, place, lib);
    await Promise.all(needed.map((each) => copy(each, suffix)));
  }

  await Promise.all([
    ...(await modulesOf(folder)).map((module) => copy(module, '.js')),
    ...exported.map((path) => copy({ folder, path }, '.d.ts')),
  ]);
  const code = [...copied].filter(([name]) => name.endsWith('.js'));
  const folders = new Set(code.map(([, module]) => module.folder));
  await Promise.all(
    [...folders].map((of) => copyAssets(of, join(lib, place({ folder: of, path: '' })))),
  );
  folders.delete(folder);
  return [...folders].sort();
}

const sourcesOf = (folder: string) => join(compiled, folder, 'src');

async function modulesOf(folder: string): Promise<Module[]> {
  const files = await readdir(sourcesOf(folder), { recursive: true });
  return files
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ folder, path: file.slice(0, -'.js'.length) }));
}

/** @returns what it imports */
async function copyFile(
  module: Module,
  suffix: string,
  place: (module: Module) => string,
  lib: string,
): Promise<Module[]> {
  const text = await readFile(join(sourcesOf(module.folder), module.path + suffix), 'utf8');
  const needed: Module[] = [];
  const here = posix.dirname(place(module));
  const redirected = text.replace(specifiers, (_all, before, quote, name) => {
    const target = moduleOf(name, module);
    needed.push(target);
    const path = posix.relative(here, place(target));
    return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}.js${quote}`;
  });
  const file = join(lib, place(module) + suffix);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, redirected);
  return needed;
}

function moduleOf(name: string, from: Module): Module {
  const path = name.replace(/\.(js|ts)$/, '');
  if (name.startsWith('.')) {
    return { folder: from.folder, path: posix.join(posix.dirname(from.path), path) };
  }
  const [, folder = '', ...rest] = path.split('/');
  return { folder, path: rest.join('/') };
}

/** Whatever is no code and belongs to no test: migrations, texts, style sheets, pictures. */
async function copyAssets(folder: string, target: string): Promise<void> {
  const sources = join(root, 'packages', folder, 'src');
  const files = await readdir(sources, { recursive: true, withFileTypes: true });
  const assets = files.filter(
    (file) => file.isFile() && !/\.ts$/.test(file.name) && file.name !== 'unseen-statements.json',
  );
  for (const { parentPath, name } of assets) {
    const path = join(parentPath, name);
    await cp(path, join(target, path.slice(sources.length)));
  }
}
