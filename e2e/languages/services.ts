import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeBlocks } from '../../docs/checks/code-blocks.ts';
import {
  type Command,
  type ListeningProgram,
  startListening,
} from '../../testing/listening-program.ts';
import { apis, type JwtType } from './apis.ts';

/** A service whose files are the blocks of a page that are marked `service=<program>`. */
export interface Service {
  /** As the page's table has it. */
  name: string;
  /** Of the API that it serves. */
  type: JwtType;
  programs: readonly string[];
  /** What stands on the page, and what takes its place here. */
  replace?: Record<string, string>;
  build?: (directory: string) => Command;
  start(directory: string, port: number): Command;
}

/** With a port to itself. */
export type PlacedService = Service & { port: number };

/** Where the gateway has it. */
export const pathOf = ({ name, type }: Service): string =>
  `${name}-${type}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const run = promisify(execFile);

/** Minutes, where a package manager fetches for the first time. */
const maxBuildMs = 400_000;

/** Builds and starts it, and returns when it listens. */
export async function startService(
  page: string,
  service: PlacedService,
  { issuer, echo }: { issuer: string; echo: string },
): Promise<ListeningProgram> {
  const { name, type, port, replace = {}, build, start } = service;
  const directory = await mkdtemp(join(tmpdir(), `sallyport-${pathOf(service)}-`));
  // Started by root, some work as another user.
  await chmod(directory, 0o755);
  const replacements = Object.entries({
    'https://id.example': issuer,
    'https://orders.example': apis[type],
    '7001': String(port),
    'address: 127.0.0.1, port_value: 7002': `address: 127.0.0.1, port_value: ${new URL(echo).port}`,
    'http://127.0.0.1:7002': echo,
    'http://issuer:9000': issuer,
    'address: issuer, port_value: 9000': `address: 127.0.0.1, port_value: ${new URL(issuer).port}`,
    '/srv/orders': directory,
    ...replace,
  });
  for (const [path, text] of filesOf(page, service)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      replacements.reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text),
    );
  }
  if (build) {
    const [program, ...args] = build(directory);
    await run(program, args, { cwd: directory, timeout: maxBuildMs, maxBuffer: 2 ** 24 });
  }
  return startListening(name, start(directory, port), { directory, port });
}

/** @throws Error where the page has no file for it, or a file without a name. */
function filesOf(page: string, { name, programs }: Service): [path: string, text: string][] {
  const blocks = codeBlocks(page).filter(({ marks }) => programs.includes(`${marks['service']}`));
  if (blocks.length === 0) throw new Error(`${page} has no block for ${name}`);
  return blocks.map(({ marks, text, place }) => {
    const title = marks['title'];
    if (typeof title !== 'string') throw new Error(`${place} needs title="…"`);
    return [title, text];
  });
}
