import { expect, test } from 'vitest';
import { parseServerUrl, serverOf } from './server-url.ts';

const at = (host: string, port = 5432) => ({ host, port });

test.each([
  ['postgres://me:p%40ss@db.example:5433/app', [at('db.example', 5433)], 'db.example:5433'],
  ['postgresql://a:1,b:2,c/db', [at('a', 1), at('b', 2), at('c')], 'a:1,b:2,c'],
  ['postgres://me@%2Fvar%2Frun:5432/db', [at('/var/run')], '/var/run:5432'],
  ['postgres://me@[::1]:5433/db', [at('::1', 5433)], '[::1]:5433'],
  ['postgres://me@[::1],[fe80::1%25eth0]:6/db', [at('::1'), at('fe80::1%eth0', 6)], null],
  ['postgres:///db', [at('localhost')], 'localhost'],
  ['postgres:///db?host=/tmp,b&port=6,7', [at('/tmp', 6), at('b', 7)], null],
] as const)('the servers of %s', (url, hosts, shown) => {
  expect(parseServerUrl(url).hosts).toEqual(hosts);
  if (shown) expect(serverOf(url)).toBe(shown);
});

test('user, password and database, from the URL or its parameters', () => {
  expect(parseServerUrl('postgres://me:p%40s:s@db/app')).toMatchObject({
    user: 'me',
    password: 'p@s:s',
    database: 'app',
  });
  expect(parseServerUrl('postgres://me@db')).toMatchObject({ database: 'me', password: '' });
  expect(parseServerUrl('postgres:///?user=me&password=x&dbname=app')).toMatchObject({
    user: 'me',
    password: 'x',
    database: 'app',
  });
});

test('keys of libpq, and the spelling of other drivers', () => {
  const { parameters } = parseServerUrl(
    'postgres://db/app?ssl=true&sslrootcert=%2Fca.pem&options=-c%20search_path%3Dmine&keepalives=1',
  );
  expect(Object.fromEntries(parameters)).toEqual({
    sslmode: 'require',
    sslrootcert: '/ca.pem',
    options: '-c search_path=mine',
  });
});
