import { describe, expect, test } from 'vitest';
import { writeMmdb } from './mmdb.fixture.ts';
import { readPlaces } from './places.ts';

const file = writeMmdb({
  '192.0.2.0/24': {
    city: { names: { en: 'Munich', de: 'München' } },
    country: { names: { en: 'Germany', de: 'Deutschland' } },
  },
  '198.51.100.0/25': { country: { names: { en: 'France' } } },
  '203.0.113.0/24': { city: { names: { en: 'x'.repeat(20) } }, country: {} },
});

test.each([
  ['192.0.2.17', 'en', 'Munich, Germany'],
  ['192.0.2.17', 'de', 'München, Deutschland'],
  ['192.0.2.17', 'de-AT', 'München, Deutschland'],
  ['192.0.2.17', 'fr', 'Munich, Germany'],
  ['::ffff:192.0.2.17', 'xx', null],
  ['198.51.100.5', 'en', 'France'],
  ['198.51.100.200', 'en', null],
  ['203.0.113.1', 'en', 'x'.repeat(20)],
  ['2001:db8::1', 'en', null],
  ['not an address', 'en', null],
  ['', 'en', null],
  [null, 'en', null],
])('%s in %s is in %j', (address, language, place) => {
  expect(readPlaces(file).of(address, language)).toBe(place);
});

describe('a file that is of no use is refused:', () => {
  test.each([
    ['none', Buffer.alloc(0)],
    ['another one', Buffer.from('{"json": true}')],
    ['its end alone', file.subarray(file.length - 20)],
    ['its beginning alone', file.subarray(0, 100)],
  ])('%s', (_, bytes) => {
    expect(() => readPlaces(bytes)).toThrow('no MaxMind DB file');
  });

  test('one without places', () => {
    const asn = writeMmdb({ '192.0.2.0/24': {} }, 'GeoLite2-ASN');
    expect(() => readPlaces(asn)).toThrow('It holds GeoLite2-ASN, and no cities or countries.');
  });
});

test('one that is damaged tells nothing, and stops nothing', () => {
  // Before what says what it is, without which it is none.
  const end = file.indexOf('MaxMind.com') - 10;
  for (let at = 0; at < end; at += 7) {
    const damaged = Buffer.from(file);
    damaged.fill(0xff, at, at + 7);
    const place = readPlaces(damaged).of('192.0.2.17', 'en');
    expect(place === null || typeof place === 'string').toBe(true);
  }
});
