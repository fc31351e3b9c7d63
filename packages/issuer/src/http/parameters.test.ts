import { expect, test } from 'vitest';
import { Parameters } from './parameters.ts';

const parse = (query: string) => new Parameters(new URLSearchParams(query));

test('what was declared is read, and everything else ignored', () => {
  const form = parse('code=a&other=b').read(['code', 'state']);
  expect(form).toEqual({ code: 'a', state: undefined });
});

test('a name that was not declared does not compile', () => {
  const form = parse('code_verifier=a').read(['code_verifier']);
  // @ts-expect-error: a letter is missing.
  expect(form.code_verifer).toBeUndefined();
  expect(form.code_verifier).toBe('a');
});

test('resource is a list, and is not split', () => {
  const read = (query: string) => parse(query).read(['resource']).resource;
  expect(read('')).toEqual([]);
  expect(read('resource=https://a.example')).toEqual(['https://a.example']);
  expect(read('resource=a&resource=b&resource=')).toEqual(['a', 'b']);
  expect(read('resource=a%20b')).toEqual(['a b']);
});

test.each(['code=a&code=a', 'unknown=a&unknown=b', 'scope=a&code=b&scope=c'])(
  '%s is refused',
  (query) => {
    expect(() => parse(query)).toThrow('may be sent only once');
  },
);

test('a value that is left empty counts as left out', () => {
  expect(parse('code=&code=a').read(['code']).code).toBe('a');
});

test.each([
  ['code', 'a\0'],
  ['code', 'a\r\nb'],
  ['a\nb', 'c'],
  ['code', '\ud800'],
])('control characters and half characters are refused: %j=%j', (name, value) => {
  expect(() => new Parameters([[name, value]])).toThrow('a control character or a lone surrogate');
});

test('handing on keeps every value apart', () => {
  const entries = parse('resource=a&state=s&resource=b').entries();
  expect(entries).toEqual([
    ['resource', 'a'],
    ['resource', 'b'],
    ['state', 's'],
  ]);
});
