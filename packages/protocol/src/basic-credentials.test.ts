import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBasic, parseBasic } from './basic-credentials.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('writes', () => {
  test.each([
    ['shop', 'secret', 'shop:secret'],
    ['shop', 'a b+c%d:e&f=g', 'shop:a+b%2Bc%25d%3Ae%26f%3Dg'],
    ['https://shop.example', 'ü€😀', 'https%3A%2F%2Fshop.example:%C3%BC%E2%82%AC%F0%9F%98%80'],
  ])('%s, %s', (id, secret, pair) => {
    expect(formatBasic({ id, secret })).toBe(basic(pair));
  });
});

describe('reads', () => {
  test.each([
    [basic('shop:secret'), 'shop', 'secret'],
    [`bAsIc  ${basic('shop:secret').slice(6)} `, 'shop', 'secret'],
    [basic('shop:'), 'shop', ''],
    // Only the first colon divides: an unencoded secret may have more.
    [basic('shop:a:b'), 'shop', 'a:b'],
    [basic('shop:a+b%2Bc%3a'), 'shop', 'a b+c:'],
    // Not encoded, as many clients send it.
    [basic('shop:ü€'), 'shop', 'ü€'],
    [basic('shop:s').replace(/=+$/, ''), 'shop', 's'],
  ])('%s', (header, id, secret) => {
    expect(parseBasic(header)).toEqual({ id, secret });
  });

  test.each(['Bearer abc', 'Basically YTpi', ''])('%j is of another scheme', (header) => {
    expect(parseBasic(header)).toBeNull();
  });

  test.each([
    ['nothing', 'Basic'],
    ['nothing but a space', 'Basic '],
    ['no colon', basic('shop')],
    ['no id', basic(':secret')],
    ['a percent sign that encodes nothing', basic('shop:100%')],
    ['half a character', basic('shop:%C3')],
    ['U+0000 in the id', basic('sh%00op:secret')],
    ['a line break in the secret', basic('shop:a%0Ab')],
    ['bytes that are no UTF-8', `Basic ${Buffer.from('shop:\xff', 'latin1').toString('base64')}`],
    ['no base64', 'Basic sh*op'],
    ['base64 that is cut off', 'Basic YTpiY'],
    ['a no-break space before it', 'Basic \xa0YTpi'],
    ['two values', 'Basic YTpi, Basic YTpi'],
  ])('%s is malformed', (_, header) => {
    expect(parseBasic(header)).toBeUndefined();
  });
});

test('what is written is read', () => {
  const text = (minLength: number) =>
    fc
      .string({ unit: 'grapheme', minLength })
      .filter((value) => !/\p{Cc}/u.test(value) && value.isWellFormed());
  fc.assert(
    fc.property(text(1), text(0), (id, secret) => {
      expect(parseBasic(formatBasic({ id, secret }))).toEqual({ id, secret });
    }),
  );
});
