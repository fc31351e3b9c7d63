import { cp, mkdir, mkdtempDisposable, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distOf, type Manifest, published, root, run, tsc } from './packages.ts';

/**
 * As their users will have them: by the names in `exports`, and below a `node_modules` of their own,
 * where a forgotten `.ts` or asset shows and the workspace cannot stand in for what is missing.
 */
export async function tryOut(manifests: readonly Manifest[]): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'sallyport-consumer-'));
  const consumer = temporary.path;
  await cp(join(import.meta.dirname, '../consumer'), consumer, { recursive: true });
  const installed = join(consumer, 'node_modules');
  await linkOthers(installed);
  await Promise.all(
    manifests.map(({ name }, index) =>
      cp(distOf(published[index]!), join(installed, name), { recursive: true }),
    ),
  );
  await checkTypes(consumer);
  const loader = join(consumer, 'load.mjs');
  await writeFile(
    loader,
    manifests
      .flatMap(namesOf)
      .map((name) => `import '${name}';\n`)
      .join(''),
  );
  run(process.execPath, loader);
  run(process.execPath, join(installed, 'sallyport/lib/main.js'), '--version');
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

/** What can be imported of a package. */
const namesOf = ({ name, exports = {} }: Manifest): string[] =>
  Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
