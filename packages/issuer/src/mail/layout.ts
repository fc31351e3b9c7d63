import { type Html, html } from '../http/html.ts';
import type { Brand } from './brand.ts';

/** A piece of a mail with its values filled in. */
export type FilledBlock =
  | { type: 'heading'; text: string }
  | { type: 'button'; label: string; href: string }
  | { type: 'list'; items: string[] }
  | { type: 'paragraph'; lines: FilledLine[] };

export interface FilledLine {
  text: string;
  /** Shown large, to be read and typed. */
  isCode: boolean;
}

export interface FilledMail {
  subject: string;
  language: string;
  blocks: readonly FilledBlock[];
  footer: string;
  brand: Brand;
}

/** The plain-text part: everything that the HTML part has. */
export const layoutText = ({ blocks, footer }: FilledMail): string =>
  `${[...blocks.map(textOf), `-- \n${footer}`].join('\n\n')}\n`;

function textOf(block: FilledBlock): string {
  if (block.type === 'heading') return block.text;
  if (block.type === 'button') return `${block.label}:\n${block.href}`;
  if (block.type === 'list') return block.items.map((item) => `- ${item}`).join('\n');
  return block.lines.map(({ text, isCode }) => (isCode ? `\n    ${text}` : text)).join('\n');
}

/**
 * The HTML part: one column, styles on the elements, for that is what mail programs keep. Those that
 * follow a dark mode take the colours of the style sheet; others darken a plain page by themselves.
 */
export function layoutHtml({ subject, language, blocks, footer, brand }: FilledMail): string {
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body, .page { background: #16181d !important; color: #e8eaed !important; }
  .quiet { color: #a3a9b3 !important; }
  .code { background: #262a31 !important; color: #ffffff !important; }
  .logo { background: #ffffff !important; border-radius: 6px; padding: 4px 8px !important; }
}
</style>
</head>
<body style="margin:0;padding:0;background:#ffffff;color:#1c1f24">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#ffffff;color:#1c1f24">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td style="font:400 16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;text-align:left">
${headOf(brand)}
${blocks.map((block) => htmlOf(block, brand))}
<p class="quiet" style="margin:32px 0 0;font-size:13px;color:#5c6370">${footer}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`);
}

const headOf = ({ name, logoUrl }: Brand): Html =>
  logoUrl === null
    ? html`<p style="margin:0 0 24px;font-weight:600">${name}</p>`
    : html`<p style="margin:0 0 24px"><img class="logo" src="${logoUrl}" alt="${name}" height="48" style="height:48px;max-width:100%;border:0;object-fit:contain"></p>`;

function htmlOf(block: FilledBlock, { color }: Brand): Html {
  if (block.type === 'heading') {
    return html`<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${block.text}</h1>`;
  }
  if (block.type === 'button') {
    return html`<p style="margin:24px 0"><a href="${block.href}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:${color};color:${inkOn(color)};font-weight:600;text-decoration:none">${block.label}</a></p>`;
  }
  if (block.type === 'list') {
    const items = block.items.map((item) => html`<li style="margin:0 0 4px">${item}</li>`);
    return html`<ul style="margin:0 0 16px;padding:0 0 0 20px">${items}</ul>`;
  }
  return html`${block.lines.map(({ text, isCode }) =>
    isCode
      ? html`<p class="code" style="margin:0 0 16px;padding:12px 16px;border-radius:6px;background:#f1f3f5;color:#1c1f24;font:600 26px/1.3 ui-monospace,Consolas,monospace;letter-spacing:3px;text-align:center">${text}</p>`
      : html`<p style="margin:0 0 16px">${text}</p>`,
  )}`;
}

/** Black or white, whichever is read better on a colour (WCAG 2.2, relative luminance). */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}
