import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const workFolder = join(root, 'node_modules', '.sallyport-build');
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

export const run = (program: string, ...args: string[]): void =>
  void execFileSync(program, args, { cwd: root, stdio: 'inherit' });

/** Folders of `packages/` that are published. The others are carried inside those that use them. */
export const published = ['client', 'guard', 'sallyport'] as const;

/** Where the built package is. */
export const distOf = (folder: string): string => join(root, 'packages', folder, 'dist');

export interface Manifest {
  name: string;
  version: string;
  exports?: Record<string, unknown>;
  types?: string;
  typesVersions?: Record<string, Record<string, string[]>>;
  bin?: Record<string, string>;
  files?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'packages', folder, 'package.json'), 'utf8'));
}

/** Where the sources are: it stands in the package.json of the workspace alone. */
export async function readRepository(): Promise<{ type: string; url: string }> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).repository;
}

/** The page of the repository, for the Debian package and the Helm chart. */
export const readHomepage = async (): Promise<string> =>
  (await readRepository()).url.replace(/^git\+/, '').replace(/\.git$/, '');
