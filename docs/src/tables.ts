import { defineHastPlugin } from 'satteri';

/** A table that is wider than a telephone is scrolled by itself: with the keyboard, too. */
export const scrollableTables = defineHastPlugin({
  name: 'scrollable-tables',
  element: {
    filter: ['table'],
    visit: (table, context) => context.setProperty(table, 'tabIndex', 0),
  },
});

/** Markdown has no table without a head: a cell of it that says nothing is no header. */
export const emptyHeaders = defineHastPlugin({
  name: 'empty-headers',
  element: {
    filter: ['th'],
    visit: (cell, context) => {
      if (cell.children.length === 0) context.replaceNode(cell, { ...cell, tagName: 'td' });
    },
  },
});
