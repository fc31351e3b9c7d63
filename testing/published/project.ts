import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npm } from './npm.ts';

/** A folder of somebody who uses our packages. */
export interface Project {
  directory: string;
  write(name: string, text: string): Promise<void>;
  /** Copies a script of `consumer/`. */
  add(script: string): Promise<void>;
  readme(name: string): Promise<string>;
  /** @returns what it printed */
  run(command: readonly [string, ...string[]], ...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** An empty project, and in it what was packed: nothing else of ours is in reach. */
export async function newProject(...tarballs: readonly string[]): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-project-'));
  const at = (name: string) => join(directory, name);
  await writeFile(at('package.json'), JSON.stringify({ private: true }));
  await npm(directory, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs);
  return {
    directory,
    write: (name, text) => writeFile(at(name), text),
    add: (script) => cp(join(import.meta.dirname, 'consumer', script), at(script)),
    readme: (name) => readFile(at(`node_modules/${name}/README.md`), 'utf8'),
    async run([program, ...first], ...args) {
      const options = { cwd: directory };
      const { stdout } = await promisify(execFile)(program, [...first, ...args], options);
      return stdout;
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** The first fenced block of a language. */
export function firstBlock(markdown: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(markdown)?.[1];
  if (found === undefined) throw new Error(`There is no block of ${language}`);
  return found;
}
