import { posix } from 'node:path';

/**
 * Links name files, as `../look-up/routes.md#cors`, so that they lead on in the repository, in an
 * editor and in the site alike.
 */

/** `pages/do/upgrade.md` is the page `do/upgrade`, `adr/0007-coherence.md` is `adr/0007-coherence`. */
export const pageId = (path: string): string =>
  path
    .replace(/^pages\//, '')
    .replace(/\.mdx?$/, '')
    .replace(/(^|\/)index$/, '$1');

/**
 * Where a link of a page leads in the site.
 *
 * @param link as it is written.
 * @param page the path of the page, of which `docs/` is a part.
 * @returns null where the link is to stay as it is: another site, or a heading of the same page.
 */
export function addressOf(link: string, page: string): string | null {
  if (/^([a-z]+:|#|\/)/.test(link)) return null;
  const [path = '', anchor] = link.split('#');
  const file = posix.join(posix.dirname(page), path);
  const inDocs = file.slice(file.lastIndexOf('/docs/') + '/docs/'.length);
  if (inDocs.startsWith('public/')) return inDocs.slice('public'.length);
  const id = pageId(inDocs);
  return `/${id}${id ? '/' : ''}${anchor ? `#${anchor}` : ''}`;
}
