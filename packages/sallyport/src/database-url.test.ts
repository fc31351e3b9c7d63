import { expect, test } from 'vitest';
import { checkDatabaseUrl } from './database-url.ts';

test.each([
  ['hunter2', /^DATABASE_URL is no URL\. It looks like postgres:\/\/user/],
  ['mysql://me:hunter2@localhost/db', /begins with mysql:\/\/, and Sallyport needs PostgreSQL/],
  ['postgres://me:hunter2%zz@localhost/db', /a % that encodes nothing/],
  ['postgres://me:hunter2@localhost:99999/db', /is no URL.*percent-encoded/],
  ['postgres://me:hunter2/#@localhost/db', /is no URL.*percent-encoded/],
  ['postgres://me:hunter2@::1:5432/db', /is no URL/],
  ['postgres://me:hunter2@db/app?sslmode=on', /has sslmode=on, and it may be disable, allow/],
  ['postgres://me:hunter2@db/app?schema=mine', /the parameter schema, .*options=-c%20search_path/],
  [
    'postgres://me:hunter2@db/app?target_session_attrs=standby',
    /it may be any, read-write, primary/,
  ],
  ['postgres://me:hunter2@db/app?gssencmode=require', /has no GSSAPI/],
  ['postgres://me:hunter2@db/app?service=mine', /the parameter service/],
])('%s is refused, and not shown', (url, sentence) => {
  const check = () => checkDatabaseUrl(url);
  expect(check).toThrow(sentence);
  expect(check).not.toThrow('hunter2');
});
