import { readFileSync } from 'node:fs';
import { glob, type Loader } from 'astro/loaders';
import { pageId } from './addresses.ts';
import { headingOf } from './title-from-heading.ts';

/**
 * Pages are plain Markdown that is as readable in the repository as in the site: their title is
 * their first heading. Decisions and checklists for contributors are pages, too.
 */
export const pagesLoader: Loader = {
  name: 'pages',
  load: (context) =>
    glob({
      base: '.',
      pattern: ['pages/**/*.{md,mdx}', 'adr/*.md', 'howto/*.md'],
      generateId: ({ entry }) => pageId(entry) || 'index',
    }).load({
      ...context,
      parseData: (page) =>
        context.parseData({
          ...page,
          data: { title: headingOf(readFileSync(page.filePath!, 'utf8')), ...page.data },
        }),
    }),
};
