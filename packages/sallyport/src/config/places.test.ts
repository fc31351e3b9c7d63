import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMmdb } from '../../../issuer/src/devices/mmdb.fixture.ts';
import { readConfiguration } from './load.ts';
import { openPlaces } from './places.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'places-'));
  const munich = { city: { names: { en: 'Munich' } } };
  writeFileSync(join(directory, 'places.mmdb'), writeMmdb({ '192.0.2.0/24': munich }));
  writeFileSync(join(directory, 'text.mmdb'), 'no places');
});
afterAll(() => rmSync(directory, { recursive: true }));

const load = (path: string) =>
  readConfiguration(`issuer:\n  places: ${path}\n`, {
    ...{ file: join(directory, 'sallyport.yaml'), env: {} },
  });

test('the file is read from beside the configuration', () => {
  const { configuration } = load('places.mmdb');
  expect(openPlaces(configuration, directory).places.of('192.0.2.1', 'en')).toBe('Munich');
});

test.each([
  ['none.mmdb', /none\.mmdb: It cannot be read \(ENOENT\)/],
  ['text.mmdb', /text\.mmdb: It is no MaxMind DB file/],
  ['.', /It cannot be read \(EISDIR\)/],
])('%s is refused where it stands', (path, message) => {
  expect(() => load(path)).toThrow(message);
});
