import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { compileRoutes } from '../../packages/gateway/src/routes/table.ts';
import { readConfiguration } from '../../packages/sallyport/src/config/load.ts';
import { configurationSchema } from '../../packages/sallyport/src/config/schema.ts';
import { blocksIn, type CodeBlock } from './code-blocks.ts';

/** What a variable stands for: long enough for any secret. */
const anySecret = 'an-example-of-forty-characters-or-so-1234';
const env: Record<string, string> = new Proxy({}, { get: () => anySecret, has: () => true });

/** A whole configuration, for the parts that a page shows by themselves. */
const shop = readFileSync(new URL('../../examples/shop/sallyport.yaml', import.meta.url), 'utf8');

/** @throws with what is wrong, in the words that a user gets where the block is a whole file */
function check({ text, marks, place }: CodeBlock): void {
  if (marks['title'] === 'sallyport.yaml') {
    readConfiguration(text, { file: place, env });
    return;
  }
  const fragment = marks['fragment'];
  const parsed: unknown = parse(text.replaceAll(/\$\{\w+(:-[^}]*)?\}/g, anySecret));
  // `fragment=routes.2` may show the item with its dash.
  const part: unknown = fragment && Array.isArray(parsed) ? parsed[0] : parsed;
  const whole = typeof fragment === 'string' ? putAt(parse(shop), fragment.split('.'), part) : part;
  const result = configurationSchema.safeParse(whole);
  if (!result.success) throw new Error(z.prettifyError(result.error));
  compileRoutes(result.data.routes as never);
}

/** The keys of `part` at the place that `path` leads to, beside those that are there already. */
function putAt(value: unknown, path: string[], part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return { ...(value as object), ...(part as object) };
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const at = copy as Record<string, unknown>;
  at[key] = putAt(at[key] ?? {}, rest, part);
  return copy;
}

const blocks = blocksIn('yaml');

test.each(blocks)('$place is a configuration, or a part of one', (block) => {
  expect(() => check(block)).not.toThrow();
});

test('blocks are seen', () => {
  expect(blocks.length).toBeGreaterThan(10);
});

const block = (text: string, marks: CodeBlock['marks'] = {}): CodeBlock => ({
  place: 'page.md:1',
  page: 'page.md',
  language: 'yaml',
  text,
  marks,
  source: text,
});

test.each([
  ['an unknown key', 'issuer: { uri: x }', {}, /uri/],
  ['a value that is none', 'gateway: { workers: 0 }', {}, /workers/],
  ['a fragment with an unknown key', 'limit: {}', { fragment: 'routes.0' }, /limit/],
  [
    'a file with a role that is not declared',
    'groups: [{ name: a, roles: [b] }]',
    { title: 'sallyport.yaml' },
    /role b/,
  ],
] as const)('refuses %s', (_, text, marks, message) => {
  expect(() => check(block(text, marks))).toThrow(message);
});

test('accepts a part of a route', () => {
  check(block('limits: { response_timeout: 10 }', { fragment: 'routes.0' }));
});
