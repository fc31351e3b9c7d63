import { expect, test } from 'vitest';
import { checkDatabaseUrl, serverOf, sslModeOf } from './database-url.ts';

test.each([
  ['hunter2', /^DATABASE_URL is no URL\. It looks like postgres:\/\/user/],
  ['mysql://me:hunter2@localhost/db', /begins with mysql:\/\/, and Sallyport needs PostgreSQL/],
  ['postgres://me:hunter2%zz@localhost/db', /a % that encodes nothing/],
  ['postgres://me:hunter2@localhost:99999/db', /is no URL.*percent-encoded/],
  ['postgres://me:hunter2/#@localhost/db', /is no URL.*percent-encoded/],
])('%s is refused, and not shown', (url, sentence) => {
  const check = () => checkDatabaseUrl(url);
  expect(check).toThrow(sentence);
  expect(check).not.toThrow('hunter2');
});

test.each([
  ['postgres://me:p%40ss@db.example:5433/app?sslmode=require', 'db.example:5433', 'require'],
  ['postgresql://a:1,b:2/db?sslmode=disable', 'a:1,b:2', null],
  ['postgres://me@%2Fvar%2Frun:5432/db', '/var/run:5432', null],
  ['postgres:///db', 'localhost', null],
])('%s', (url, server, sslMode) => {
  checkDatabaseUrl(url);
  expect(serverOf(url)).toBe(server);
  expect(sslModeOf(url)).toBe(sslMode);
});
