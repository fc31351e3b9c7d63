import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The Python that has the packages of `long-tests.python.txt`; `.ci/run` makes it. */
const pythonBin = here('../node_modules/.python/bin/');
const python = `${pythonBin}python`;

/** A program that a package of PyPI brings. */
export const pythonProgram = (name: string): string => pythonBin + name;

export interface Requirements {
  /** Packages of Debian, each also a line of `long-tests.debian.txt`. */
  debian?: readonly string[];
  /** Packages of PyPI, each also a line of `long-tests.python.txt`. */
  python?: readonly string[];
  /** Compilers with their package managers, which nothing installs. */
  toolchains?: readonly Toolchain[];
}

type Toolchain = keyof typeof toolchains;

/** What tells of each: a program, and its version. */
const toolchains = {
  go: { command: ['go', 'version'], version: /\bgo1\.(\d+)/, atLeast: 25 },
  jdk: { command: ['javac', '-version'], version: /javac (\d+)/, atLeast: 17 },
  maven: { command: ['mvn', '--version'], version: /Apache Maven (\d+)/, atLeast: 3 },
} as const;

/**
 * The `describe` of tests that need programs which npm does not bring. Where one is missing the
 * tests are skipped, and their name says which. Tests install nothing: `.ci/run` does.
 */
export function requires(requirements: Requirements): (name: string, tests: () => void) => void {
  const missing = [
    ...(requirements.debian ?? []).filter((name) => !isListed('debian', name) || !hasDebian(name)),
    ...(requirements.python ?? []).filter((name) => !isListed('python', name) || !hasPython(name)),
    ...(requirements.toolchains ?? []).filter((name) => !hasToolchain(name)),
  ];
  if (missing.length === 0) return describe;
  return (name, tests) => describe.skip(`${name} (needs ${missing.join(', ')})`, tests);
}

/** @throws Error for a package that `.ci/run` would not install. */
function isListed(source: 'debian' | 'python', name: string): true {
  const list = `long-tests.${source}.txt`;
  const names = readFileSync(here(list), 'utf8').split(/\s+/);
  if (!names.includes(name)) throw new Error(`Add ${name} to testing/${list}`);
  return true;
}

function hasDebian(name: string): boolean {
  return prints('dpkg', ['--status', name], 'Status: install ok installed');
}

function hasPython(name: string): boolean {
  return prints(python, ['-m', 'pip', 'show', name], `Name: ${name}`);
}

function hasToolchain(name: Toolchain): boolean {
  const { command, version, atLeast } = toolchains[name];
  const [program, ...args] = command;
  return Number(version.exec(outputOf(program, args))?.[1]) >= atLeast;
}

const prints = (program: string, args: readonly string[], line: string): boolean =>
  outputOf(program, args).toLowerCase().split('\n').includes(line.toLowerCase());

/** Empty also where there is no such program. */
function outputOf(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch {
    return '';
  }
}
