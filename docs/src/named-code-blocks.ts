import { definePlugin } from '@astrojs/starlight/expressive-code';
import { select } from '@astrojs/starlight/expressive-code/hast';

/**
 * A block of code that is scrolled becomes a landmark, and each landmark of a page has a name of
 * its own (axe: landmark-unique).
 */
export const namedCodeBlocks = definePlugin({
  name: 'named-code-blocks',
  hooks: {
    postprocessRenderedBlock({ codeBlock, renderData }) {
      const before = codeBlock.parentDocument?.positionInDocument?.groupIndex ?? 0;
      const pre = select('pre', renderData.blockAst);
      if (pre) pre.properties['ariaLabel'] = `Code ${before + 1}`;
    },
  },
});
