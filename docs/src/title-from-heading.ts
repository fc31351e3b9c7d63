import { defineMdastPlugin } from 'satteri';

/** The first heading of a page in Markdown, without its markup. */
export function headingOf(markdown: string): string | undefined {
  return /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll(/[`*]/g, '');
}

/** Leaves out the heading that the site writes above the page as its title. */
export const titleFromHeading = defineMdastPlugin({
  name: 'title-from-heading',
  heading(node, context) {
    if (node.depth === 1) context.removeNode(node);
  },
});
