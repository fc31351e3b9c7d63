import { afterAll, expect, test } from 'vitest';
import { blocksIn, codeBlocks } from './code-blocks.ts';
import { checkTypes, removePrograms } from './typescript.ts';

const blocks = blocksIn('ts');
afterAll(removePrograms);

test('every block is type-checked', () => {
  expect(blocks.length).toBeGreaterThan(1);
  expect(checkTypes(blocks)).toEqual([]);
});

test('a mistake is told with its line in the page', () => {
  const page = [
    '```ts',
    "import { guard } from '@sallyport/guard/express';",
    "export const issuer = 'https://id.example';",
    '```',
    '',
    '```ts continues',
    'guard({ isuer: issuer, audience: issuer });',
    '```',
    '',
    '```ts',
    'console.log(issuer);',
    '```',
  ].join('\n');
  expect(checkTypes(codeBlocks('docs/pages/x.md', page))).toEqual([
    expect.stringMatching(/^docs\/pages\/x\.md:7: .*'isuer' does not exist/),
    expect.stringMatching(/^docs\/pages\/x\.md:11: .*Cannot find name 'issuer'/),
  ]);
});
