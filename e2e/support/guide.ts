/**
 * Does what a page of the documentation says, in a folder of its own, as its reader would. The marks
 * of its blocks say how:
 *
 * - a block with `title="server.mjs"` is a file;
 * - `sh` is run to its end; `sh keeps-running=8080` is left running, once that port answers;
 * - `text prints` is what the last command printed, line by line, `…` standing for anything;
 * - `text shown` is what the browser shows: the test compares it;
 * - `yaml replaces="clients:"` takes the place of that line of sallyport.yaml.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type CodeBlock, codeBlocks, textOf } from '../../docs/checks/code-blocks.ts';
import { insteadOfLine, moveConfiguration, type Places } from './guide-places.ts';
import { openShell } from './guide-shell.ts';

export interface Guide extends AsyncDisposable {
  /** Does what stands below a heading of the page. @returns what the browser is to show */
  follow(heading: string): Promise<string[]>;
  /** Ends what was left running last. */
  stopLast(): Promise<void>;
  /** What the last command printed. */
  printed(): string;
  /** The path of sallyport.yaml. */
  configuration: string;
  /** Changes a file of the folder. */
  edit(name: string, change: (text: string) => string): Promise<void>;
  /** What the page's text is in this run, on other ports. */
  here(text: string): string;
  /** Sections with blocks that nothing has followed yet. */
  left(): string[];
}

export async function openGuide(page: string, directory: string, places: Places): Promise<Guide> {
  const sections = sectionsOf(page);
  const file = (name: string) => join(directory, name);
  const shell = openShell(directory, places);
  const configuration = file('sallyport.yaml');
  const followed = new Set<string>();
  let printed = '';

  async function perform({ language, marks, text, place }: CodeBlock): Promise<void> {
    const { title, replaces, prints } = marks;
    if (language === 'sh') {
      printed = await shell.run(text, marks['keeps-running']);
      await moveConfiguration(configuration, places);
    } else if (prints) {
      expect(printed, place).toMatch(patternOf(places.here(text)));
    } else if (typeof replaces === 'string') {
      const before = await readFile(configuration, 'utf8');
      // The line of the page may have ports, which were moved.
      const after = insteadOfLine(before, places.here(replaces), places.here(text));
      await writeFile(configuration, after);
    } else if (typeof title === 'string') {
      await mkdir(dirname(file(title)), { recursive: true });
      await writeFile(file(title), places.here(text));
    } else if (!marks['shown']) throw new Error(`${place}: nothing says what to do with this.`);
  }

  return {
    configuration,
    stopLast: shell.stopLast,
    here: places.here,
    printed: () => printed,
    async edit(name, change) {
      await writeFile(file(name), change(await readFile(file(name), 'utf8')));
    },
    left: () => [...sections.keys()].filter((heading) => !followed.has(heading)),
    async follow(heading) {
      const blocks = sections.get(heading);
      if (!blocks) throw new Error(`${page} has no blocks below “${heading}”.`);
      followed.add(heading);
      for (const block of blocks) await perform(block);
      const shown = blocks.filter(({ marks }) => marks['shown']);
      return shown.map(({ text }) => places.here(text.trim()));
    },
    [Symbol.asyncDispose]: () => shell.close(),
  };
}

/** The blocks below each heading. */
function sectionsOf(page: string): Map<string, CodeBlock[]> {
  const lines = textOf(page).split('\n');
  const headingAbove = (line: number) =>
    lines.slice(0, line).findLast((text) => /^#{2,3} /.test(text)) ?? '';
  const blocks = codeBlocks(page).filter(({ marks }) => !marks['norun']);
  return Map.groupBy(blocks, ({ place }) =>
    headingAbove(Number(place.split(':').at(-1))).replace(/^#+ /, ''),
  );
}

/** These lines, with others before, behind and between them. */
function patternOf(text: string): RegExp {
  const lines = text.trim().split('\n');
  const patterns = lines.map((line) => line.split('…').map(RegExp.escape).join('.*'));
  return new RegExp(`^${patterns.join('$[^]*^')}$`, 'm');
}
