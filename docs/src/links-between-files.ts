import { defineMdastPlugin } from 'satteri';
import { addressOf } from './addresses.ts';

/** What is written as the path of a file becomes the address of its page. */
export const linksBetweenFiles = defineMdastPlugin({
  name: 'links-between-files',
  link(node, context) {
    const address = context.fileURL && addressOf(node.url, context.fileURL.pathname);
    if (address) context.setProperty(node, 'url', address);
  },
});
