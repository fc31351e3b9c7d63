import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page: what docs/howto/write-a-page.md says of languages and marks. */
export interface CodeBlock {
  /** From the root of the repository, with the line of the opening fence: `docs/pages/x.md:12`. */
  place: string;
  page: string;
  /** Empty where the fence names none. */
  language: string;
  /** What stands behind the language: `run`, `norun reason="…"`, `title=x`. */
  marks: Record<string, string | true>;
  text: string;
  /** As it stands in the page, fences included. */
  source: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Pages of the site, from the root of the repository: those for contributors too. */
export const pages: readonly string[] = ['pages/**/*.{md,mdx}', 'adr/*.md', 'howto/*.md']
  .flatMap((pattern) => globSync(`docs/${pattern}`, { cwd: root }))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

export const textOf = (page: string): string => readFileSync(`${root}/${page}`, 'utf8');

const fence = /^( *)(```+|~~~+) *([\w+-]*)(.*)\n([\s\S]*?)^ *\2`* *$/gm;

/** The blocks of a page, as it is or as the text that is handed in, in their order. */
export function codeBlocks(page: string, text: string = textOf(page)): CodeBlock[] {
  return [...text.matchAll(fence)].map((match) => {
    const [, indent = '', , language = '', marks = '', body = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return {
      place: `${page}:${line}`,
      page,
      language,
      marks: marksOf(marks),
      source: match[0],
      text: body.replaceAll(new RegExp(`^ {0,${indent.length}}`, 'gm'), ''),
    };
  });
}

function marksOf(text: string): CodeBlock['marks'] {
  const marks = [...text.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g)];
  return Object.fromEntries(marks.map(([, name, quoted, bare]) => [name, quoted ?? bare ?? true]));
}

/** All blocks of a language in pages for users, but for those marked `norun`, or run by another test. */
export const blocksIn = (language: string): CodeBlock[] =>
  [...pages.filter((page) => page.startsWith('docs/pages/')), 'README.md']
    .flatMap((page) => codeBlocks(page))
    .filter((block) => block.language === language)
    .filter(({ marks }) => !marks['norun'] && !marks['test']);
