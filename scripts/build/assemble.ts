import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyModules } from './modules.ts';
import { distOf, type Manifest, readManifest, readRepository, root } from './packages.ts';

/** Writes `packages/<folder>/dist`, from which the package is published. */
export async function assemble(folder: string, manifest: Manifest): Promise<Manifest> {
  const dist = distOf(folder);
  await rm(dist, { recursive: true, force: true });
  const exported = Object.values(namedExports(manifest)).map((path) => path.replace(/^lib\//, ''));
  const carried = await copyModules(folder, exported, join(dist, 'lib'));
  await cp(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  const documents = (manifest.files ?? []).filter((name) => name !== 'dist');
  const source = join(root, 'packages', folder);
  await Promise.all(documents.map((name) => cp(join(source, name), join(dist, name))));
  const published = {
    ...publishable(manifest, await Promise.all(carried.map(readManifest)), documents),
    repository: { ...(await readRepository()), directory: `packages/${folder}` },
  };
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  return published;
}

/** @param carried the manifests of those whose code is inside, and whose dependencies are needed */
function publishable(
  manifest: Manifest,
  carried: readonly Manifest[],
  documents: readonly string[],
): Manifest {
  const { devDependencies: _, ...kept } = manifest;
  const dependencies = dependenciesOf([manifest, ...carried]);
  return {
    ...kept,
    ...(manifest.bin && { bin: mapValues(manifest.bin, (path) => `${built(path)}.js`) }),
    exports: exportsOf(manifest),
    ...typesOfOlder(manifest),
    files: ['lib', ...documents],
    dependencies,
  };
}

const built = (path: string) => path.replace('./src/', 'lib/').replace(/\.ts$/, '');

/** A pattern is for this workspace: what is published has a name. */
function namedExports({ exports = {} }: Manifest): Record<string, string> {
  const named = Object.entries(exports).filter(([name]) => !name.includes('*'));
  return Object.fromEntries(named.map(([name, path]) => [name, built(String(path))]));
}

const exportsOf = (manifest: Manifest): Record<string, unknown> => ({
  ...mapValues(namedExports(manifest), (path) => ({
    types: `./${path}.d.ts`,
    default: `./${path}.js`,
  })),
  './package.json': './package.json',
});

/**
 * The same for TypeScript with `moduleResolution: node10`, which does not read `exports`: most CommonJS
 * projects, those of NestJS among them, are set so.
 */
function typesOfOlder(manifest: Manifest): Pick<Manifest, 'types' | 'typesVersions'> {
  const { '.': main, ...others } = namedExports(manifest);
  const paths = Object.entries(others).map(([name, path]) => [name.slice(2), [`./${path}.d.ts`]]);
  return {
    ...(main && { types: `./${main}.d.ts` }),
    typesVersions: { '*': Object.fromEntries(paths) },
  };
}

/** @throws Error when two of ours ask for different versions: a tarball has one. */
function dependenciesOf(manifests: readonly Manifest[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const { name: by, dependencies = {} } of manifests) {
    for (const [name, range] of Object.entries(dependencies)) {
      if (name.startsWith('@sallyport/')) continue;
      const other = found.get(name);
      if (other !== undefined && other !== range)
        throw new Error(
          `${by} asks for ${name} ${range}, and another package of ours for ${other}`,
        );
      found.set(name, range);
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const mapValues = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
