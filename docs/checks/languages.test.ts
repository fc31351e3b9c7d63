import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CodeBlock, codeBlocks, pages } from './code-blocks.ts';

/** Checked by a test beside this one, or nothing that a computer reads. */
const checked = ['ts', 'yaml', 'sh', 'json', 'sql'];
const unchecked = ['text', 'http'];

const blocks = pages
  .filter((page) => page.startsWith('docs/pages/'))
  .flatMap((page) => codeBlocks(page));

/** What is to be done about a block; null when it is well. */
function faultOf({ page, language, marks }: CodeBlock): string | null {
  const { test, norun } = marks;
  if (norun) return marks['reason'] ? null : 'norun needs reason="…"';
  if (typeof test === 'string') {
    if (!existsSync(test)) return `there is no ${test}`;
    return readFileSync(test, 'utf8').includes(page) ? null : `${test} does not name ${page}`;
  }
  if (language === '') return 'say its language; text where it has none';
  if ([...checked, ...unchecked].includes(language)) return null;
  return 'name the test that runs it (test=…), or say why none does (norun reason="…")';
}

test('every block of code is checked, or says why not', () => {
  const faults = blocks.flatMap((block) => {
    const fault = faultOf(block);
    return fault ? [`${block.place}: ${fault}`] : [];
  });
  expect(faults).toEqual([]);
  expect(blocks.length).toBeGreaterThan(15);
});

test('json can be parsed', () => {
  const broken = blocks.filter(({ language, text, marks }) => {
    if (language !== 'json' || marks['norun']) return false;
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  });
  expect(broken.map(({ place }) => place)).toEqual([]);
});
