import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { Program } from '../src/views/applications/programs.ts';
import { programs } from './programs.ts';

const pages = fileURLToPath(new URL('../../../docs/pages', import.meta.url));
const virtual = '\0programs';

/** The pages of the documentation that have programs for the wizard. */
export const snippetPages: readonly string[] = globSync('{start,do}/*.md', { cwd: pages })
  .map((page) => `${pages}/${page}`)
  .filter((page) => readFileSync(page, 'utf8').includes(' snippet='))
  .sort();

/** Programs of the documentation, whose tests run them, by the name in their mark: `snippet=web-express`. */
export function readSnippets(): Record<string, string> {
  const blocks = snippetPages.flatMap((page) => [
    ...readFileSync(page, 'utf8').matchAll(/^```\w+ .*\bsnippet=([\w-]+).*\n([\s\S]*?)^```$/gm),
  ]);
  return Object.fromEntries(blocks.map(([, name, text]) => [name, text]));
}

/** What the wizard shows for each kind, with the text of each file. */
export function readPrograms(): Record<string, Program[]> {
  const texts = readSnippets();
  const filesOf = (files: Program['files']) =>
    Object.fromEntries(Object.entries(files).map(([file, name]) => [file, texts[name]!]));
  return Object.fromEntries(
    Object.entries(programs).map(([kind, all]) => [
      kind,
      all.map((each) => ({ ...each, files: filesOf(each.files) })),
    ]),
  );
}

/** A file beside the scripts, which only the end of the wizard loads. */
export const snippets = (): Plugin => ({
  name: 'snippets',
  resolveId: (id) => (id === 'virtual:programs' ? virtual : null),
  load: {
    filter: { id: /^\0programs$/ },
    handler() {
      const file = this.emitFile({
        type: 'asset',
        name: 'programs.json',
        source: JSON.stringify(readPrograms()),
      });
      return `export const programsUrl = import.meta.ROLLUP_FILE_URL_${file};`;
    },
  },
});
