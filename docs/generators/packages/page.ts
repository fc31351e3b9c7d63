import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exported, exportsOf } from './exported.ts';

interface Page {
  folder: 'guard' | 'client' | 'sallyport';
  description: string;
  /** Of the sidebar. */
  order: number;
  introduction: string;
  /** What each subpath is for. */
  about: Record<string, string>;
}

/** `docs/pages/look-up/packages/<folder>.md` */
export function packageReference({
  folder,
  description,
  order,
  introduction,
  about,
}: Page): string {
  const { name, engines, exports } = manifestOf(folder);
  const shown = new Set<string>();
  const subpaths = Object.entries(exports).filter(([path]) => !path.includes('*'));
  const sections = subpaths.map(([path, file]) => {
    const text = about[path];
    if (text === undefined) throw new Error(`What is ${name}${path.slice(1)} for?`);
    const found = exportsOf(join(folder, file));
    const again = found.filter(({ declaration }) => shown.has(declaration));
    const first = found.filter(({ declaration }) => !shown.has(declaration));
    for (const { declaration } of first) shown.add(declaration);
    const above = again.map((each) => `\`${each.name}\``).join(', ');
    const also = above ? [`It also exports ${above}, as above.`, ''] : [];
    return [`## \`${name}${path.slice(1)}\``, '', text, '', ...also, ...first.flatMap(entry)].join(
      '\n',
    );
  });
  return [
    `---\ndescription: ${description}\nsidebar: { order: ${order}, label: "${name}" }\n---\n`,
    `# ${name}\n`,
    `\`\`\`sh\nnpm install ${name}\n\`\`\`\n`,
    `Node ${engines.node.replace('>=', '')} or later. ${introduction}\n`,
    ...sections,
  ].join('\n');
}

function manifestOf(folder: string) {
  const file = new URL(`../../../packages/${folder}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as {
    name: string;
    engines: { node: string };
    exports: Record<string, string>;
  };
}

function entry({ name, comment, declaration }: Exported): string[] {
  const fence = declaration.includes('```') ? '````' : '```';
  return [
    `### \`${name}\``,
    '',
    ...(comment ? [proseOf(comment), ''] : []),
    `${fence}ts norun reason="a declaration"`,
    declaration,
    fence,
    '',
  ];
}

/** A comment as Markdown: its lines are joined, its tags become sentences. */
function proseOf(comment: string): string {
  return comment
    .split(/^(```[\s\S]*?^```)$/m)
    .map((part) => (part.startsWith('```') ? markExample(part) : textOf(part)))
    .filter((part) => part !== '')
    .join('\n\n');
}

const markExample = (block: string): string =>
  block.replace(/^```(\w+)/, '```$1 norun reason="a part of an example"');

function textOf(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n\n+|\n(?=@)/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n(?!- )\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
  return paragraphs.map(sentenceOf).join('\n\n');
}

const sentenceOf = (paragraph: string): string =>
  paragraph
    .replace(/^@throws (\w+)/, 'Throws `$1`')
    .replace(/^@param (\w+) /, '`$1`: ')
    .replace(/^@returns /, 'Returns ')
    .replace(/(?<=[\w`])$/, '.');
