import { readFile, writeFile } from 'node:fs/promises';
import { freePort } from '../../testing/ports.ts';
import type { Tarballs } from '../../testing/published/pack.ts';

/** Where what a page of the documentation names is in this run. */
export interface Places {
  /** A text of the page with the ports of this run. */
  here(text: string): string;
  /** A command of the page which installs our packages from their tarballs. */
  fromTarballs(command: string): string;
}

/** The ports that our pages name, and those that Sallyport takes by default. */
const documented = ['3000', '5000', '5173', '8080', '8081', '8082', '9000', '9001', '9100'];

/** What a folder has where a page begins. */
export interface Beginning {
  /** Nothing, as the reader's: else Sallyport is installed, for npm reads its tarball for six seconds. */
  empty?: boolean;
  /** What takes the place of texts of the page, in this order. */
  instead?: Record<string, string>;
}

export async function choosePlaces(
  tarballs: Tarballs,
  { empty = false, instead = {} }: Beginning,
): Promise<Places> {
  const ports = new Map<string, string>();
  for (const port of documented) ports.set(port, String(await freePort()));
  const packages: Record<string, string> = {
    sallyport: empty ? tarballs.sallyport : '',
    '@sallyport/guard': tarballs.guard,
    '@sallyport/client': tarballs.client,
  };
  return {
    here: (text) =>
      Object.entries(instead).reduce(
        (moved, [from, to]) => moved.replaceAll(from, to),
        text.replaceAll(/\b\d{4}\b/g, (number) => ports.get(number) ?? number),
      ),
    fromTarballs: (command) =>
      command.replaceAll(/^npm install .*/gm, (line) => {
        const words = line
          .split(' ')
          .map((word) => packages[word] ?? word)
          .filter(Boolean);
        return [...words, '--prefer-offline', '--no-audit', '--no-fund'].join(' ');
      }),
  };
}

/** Moves a configuration that `init` or the page wrote to the ports of this run, once. */
export async function moveConfiguration(file: string, { here }: Places): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (!text.includes('url: http://localhost:9000')) return;
  const moved = text
    .replace(/^issuer:\n/m, '$&  internal: { listen: "127.0.0.1:9001" }\n')
    .replace(/^gateway:\n/m, '$&  decide_port: 8081\n')
    .concat('\nmanagement: { listen: "127.0.0.1:8082" }\n');
  await writeFile(file, here(moved));
}

/**
 * Puts `replacement` in the place of a line, or of the whole item where that line begins one of a list.
 *
 * @throws Error unless there is exactly one such line; what replaces it is indented alike
 */
export function insteadOfLine(text: string, line: string, replacement: string): string {
  const lines = text.split('\n');
  const found = [...lines.keys()].filter((index) => lines[index]!.trim() === line.trim());
  if (found.length !== 1) throw new Error(`There are ${found.length} lines “${line}”.`);
  const [first] = found as [number];
  const indent = /^ */.exec(lines[first]!)![0];
  const rest = lines.slice(first + 1);
  const next = rest.findIndex((each) => !each.startsWith(`${indent} `));
  const inItem = line.startsWith('- ') && next > 0 ? next : 0;
  const indented = replacement.trimEnd().replaceAll(/^(?=.)/gm, indent);
  return [...lines.slice(0, first), indented, ...rest.slice(inItem)].join('\n');
}
