import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What only some machines can make. */
export interface Artefact {
  /** As the line says that tells that it was not made. */
  name: string;
  /** The programs that make it. */
  tools: readonly string[];
  /** How to get them. */
  install: string;
  /** Whether only root can make it. */
  asRoot?: boolean;
  make(): Promise<void>;
}

/** Makes it, or says in one line why not: a machine without the tools can make all the others. */
export async function makeWherePossible(artefact: Artefact): Promise<void> {
  const reason = reasonAgainst(artefact);
  if (reason) console.warn(`Not made: ${artefact.name}. ${reason}`);
  else await artefact.make();
}

/** @returns null where it can be made */
export function reasonAgainst({ tools, install, asRoot }: Omit<Artefact, 'name' | 'make'>) {
  const missing = tools.filter((name) => !isOnPath(name));
  if (missing.length > 0) return `There is no ${missing.join(' and no ')} here: ${install}`;
  return asRoot && process.getuid?.() !== 0 ? 'Only root can make it.' : null;
}

function isOnPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
