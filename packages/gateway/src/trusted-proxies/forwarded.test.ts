import { expect, test } from 'vitest';
import { parseForwarded } from './forwarded.ts';

const read = (value: string) => parseForwarded(value).map((element) => Object.fromEntries(element));

test.each([
  ['for=192.0.2.43', [{ for: '192.0.2.43' }]],
  ['For="[2001:db8:cafe::17]:4711"', [{ for: '[2001:db8:cafe::17]:4711' }]],
  [
    'for=192.0.2.60;proto=http;by=203.0.113.43',
    [{ for: '192.0.2.60', proto: 'http', by: '203.0.113.43' }],
  ],
  ['for=192.0.2.43, for=198.51.100.17', [{ for: '192.0.2.43' }, { for: '198.51.100.17' }]],
  ['for=_mdn;proto=https,for=unknown', [{ for: '_mdn', proto: 'https' }, { for: 'unknown' }]],
  [' FOR="192.0.2.1:80" ; Proto=HTTPS ', [{ for: '192.0.2.1:80', proto: 'HTTPS' }]],
  ['for=192.0.2.1;;host="a;b,c"', [{ for: '192.0.2.1', host: 'a;b,c' }]],
  ['for="\\1"', [{ for: '1' }]],
  ['', [{}]],
])('%s', (value, elements) => {
  expect(read(value)).toEqual(elements);
});

test.each([
  'for="',
  'for="1.2.3.4',
  'nonsense',
  'for=1.2.3.4;for=5.6.7.8',
  'for=[2001:db8::1]',
  'x="\\", for="',
  'for = 1.2.3.4',
])('what a caller writes ahead does not hide what the proxy appends: %s', (ahead) => {
  expect(read(`${ahead}, for=203.0.113.7;proto=https`).at(-1)).toEqual({
    for: '203.0.113.7',
    proto: 'https',
  });
  expect(read(`${ahead},for="[2001:db8::7]:1"`).at(-1)).toEqual({ for: '[2001:db8::7]:1' });
});

test('a header of nothing but separators takes no time worth mentioning', () => {
  const began = performance.now();
  expect(parseForwarded(','.repeat(32_000))).toHaveLength(32_001);
  expect(parseForwarded('for="\\'.repeat(5_000))).toHaveLength(0);
  expect(performance.now() - began).toBeLessThan(1_000);
});
