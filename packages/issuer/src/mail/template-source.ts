/** A piece of a mail, as its text template has it, with placeholders. */
export type Block =
  | { type: 'heading'; text: string }
  /** A link of its own line. */
  | { type: 'button'; label: string; target: string }
  | { type: 'list'; items: string[] }
  | { type: 'paragraph'; lines: string[] };

export interface TemplateSource {
  subject: string;
  blocks: Block[];
}

/**
 * Reads a text template: `Subject: …`, an empty line, and blocks with empty lines between them.
 * A block is `# a heading`, `[a button]({{link}})`, a list of lines that begin with `- `, or a
 * paragraph. Null without a subject.
 */
export function parseTemplateSource(source: string): TemplateSource | null {
  const [first = '', ...rest] = source.replaceAll('\r\n', '\n').trim().split('\n');
  const [, subject] = /^Subject:[ \t]*(\S.*)$/.exec(first.trimEnd()) ?? [];
  if (subject === undefined || rest.length === 0) return null;
  return { subject, blocks: parseBlocks(rest.join('\n')) };
}

export const parseBlocks = (text: string): Block[] =>
  text
    .split(/\n[ \t]*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(parseBlock);

function parseBlock(text: string): Block {
  const lines = text.split('\n').map((line) => line.trim());
  const [, heading] = /^# +(.+)$/.exec(text) ?? [];
  if (heading !== undefined) return { type: 'heading', text: heading };
  const [, label, target] = /^\[([^\]\n]+)\]\((\{\{[a-z_]+\}\})\)$/.exec(text) ?? [];
  if (label !== undefined && target !== undefined) return { type: 'button', label, target };
  if (lines.every((line) => line.startsWith('- '))) {
    return { type: 'list', items: lines.map((line) => line.slice(2)) };
  }
  return { type: 'paragraph', lines };
}
