import { expect, test } from 'vitest';
import { goldens } from '../../scripts/goldens.ts';
import { pages, textOf } from './code-blocks.ts';

/** Made from the code, and compared with it by goldens.test.ts. */
const generated = new Set(goldens.map(({ path }) => path));
/** An overview and a list of words: there is nothing to run. */
const nothingToShow = ['docs/pages/index.md', 'docs/pages/look-up/glossary.md'];

test('every page for users names the tests that show it, or is made from the code', () => {
  const written = pages.filter(
    (page) =>
      page.startsWith('docs/pages/') && !generated.has(page) && !nothingToShow.includes(page),
  );
  expect(written.length).toBeGreaterThan(30);
  const silent = written.filter((page) => !/[\w./-]+\.test\.ts\b/.test(textOf(page)));
  expect(silent, 'End the page with "Shown by …", and say what was not tried.').toEqual([]);
});
