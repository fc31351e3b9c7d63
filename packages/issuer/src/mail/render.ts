import type { Brand } from './brand.ts';
import type { MailContent } from './content.ts';
import { type MailKind, parametersOf } from './kinds.ts';
import { type FilledBlock, type FilledMail, inkOn, layoutHtml, layoutText } from './layout.ts';
import { chooseSections, fill, isComplete, type View } from './placeholders.ts';
import type { Block } from './template-source.ts';
import type { Templates } from './templates.ts';
import { durationInWords, timeInWords, withoutLinks } from './words.ts';

export interface MailToRender {
  kind: MailKind;
  /** As it was asked for. */
  language: string;
  recipient: string;
  content: MailContent;
}

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
  /** In which it is. */
  language: string;
}

/** @param own the brand where a mail has none of its own */
export function renderMail(mail: MailToRender, templates: Templates, own: Brand): RenderedMail {
  const { template, footer, language } = templates.of(mail.kind, mail.language);
  const brand = mail.content.brand ?? own;
  const view = viewOf(mail, language, brand);
  const subject = fill(template.subject, view).replaceAll(/[\p{Cc}\s]+/gu, ' ');
  const filled: FilledMail = {
    subject,
    language,
    blocks: template.blocks.flatMap((block) => fillBlock(block, view)),
    footer: fill(footer, view),
    brand,
  };
  const html = template.html === null ? layoutHtml(filled) : fillPage(template.html, view, filled);
  return { subject, text: layoutText(filled), html, language };
}

function viewOf({ kind, recipient, content }: MailToRender, language: string, brand: Brand): View {
  const values = parametersOf(kind).map(({ name, type }): [string, string | undefined] => {
    const value = content.parameters[name];
    if (value instanceof Date) return [name, timeInWords(value, language)];
    return [name, value !== undefined && type === 'text' ? withoutLinks(value) : value];
  });
  const { validSeconds } = content;
  return {
    ...Object.fromEntries(values),
    ...(validSeconds !== null && { validity: durationInWords(validSeconds, language) }),
    brand: brand.name,
    recipient,
  };
}

/** A block that names what this mail does not have is left out, and so is an item of a list. */
function fillBlock(block: Block, view: View): FilledBlock[] {
  const filled = (piece: string) => fill(piece, view);
  if (block.type === 'list') {
    const items = block.items.filter((item) => isComplete(item, view)).map(filled);
    return items.length > 0 ? [{ type: 'list', items }] : [];
  }
  if (!isComplete(piecesOf(block).join(' '), view)) return [];
  if (block.type === 'heading') return [{ type: 'heading', text: filled(block.text) }];
  if (block.type === 'button') {
    return [{ type: 'button', label: filled(block.label), href: filled(block.target) }];
  }
  const lines = block.lines.map((line) => ({ text: filled(line), isCode: line === '{{code}}' }));
  return [{ type: 'paragraph', lines }];
}

function piecesOf(block: Exclude<Block, { type: 'list' }>): string[] {
  if (block.type === 'heading') return [block.text];
  return block.type === 'button' ? [block.label, block.target] : block.lines;
}

function fillPage(page: string, view: View, { subject, footer, brand }: FilledMail): string {
  const all: View = {
    ...view,
    subject,
    footer,
    logo_url: brand.logoUrl ?? undefined,
    color: brand.color,
    ink: inkOn(brand.color),
  };
  return fill(chooseSections(page, all), all, escapeHtml);
}

const entities: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

const escapeHtml = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => entities[character]!);
