import { codeBlocks, textOf } from './code-blocks.ts';

/** A page without its blocks of code, line by line as before. */
export function proseOf(page: string, text: string = textOf(page)): string {
  let prose = text;
  for (const { source } of codeBlocks(page, text)) {
    prose = prose.replace(source, () => source.replaceAll(/[^\n]/g, ''));
  }
  return prose;
}

/** What headings of a page are called behind the `#` of a link, as GitHub and the site do it. */
export function anchorsOf(page: string, text: string = textOf(page)): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(page, text).matchAll(/^#{2,6} +(.+?) *$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let times = 1; anchors.has(anchor); times++) anchor = `${slug}-${times}`;
    anchors.add(anchor);
  }
  return anchors;
}

const slugOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
