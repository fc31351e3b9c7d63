import { describe, expect, test } from 'vitest';
import { parseSource } from './source-file.ts';
import { type DatabaseCode, databaseCode, findTableWriters } from './table-writers.ts';

const none: DatabaseCode = { functions: {}, triggers: {} };

/** A value that is put into a template. */
const put = ['$', '{sql(x)}'].join('');

const inStore = (text: string) =>
  parseSource('packages/issuer/src/links/a.store.ts', `export const a = (sql) => ${text};`);

describe('what writes is found:', () => {
  test.each([
    ['insert', 'sql`insert into users (id) values (1)`'],
    ['update', 'sql`update users set name = 1`'],
    ['delete', 'sql`delete\n  from users where true`'],
    ['only', 'sql`update only users set name = 1`'],
    ['truncate', 'sql`truncate table users`'],
    ['merge', 'sql`merge into users using x on true when matched then delete`'],
    ['in a common table expression', 'sql`with a as (delete from users) select 1`'],
    ['with its schema', 'sql`insert into public.users values (1)`'],
    ['in capitals', 'sql`INSERT INTO Users VALUES (1)`'],
    ['of a context', 'context.sql`delete from users`'],
    ['as text', "tx.unsafe('delete from users')"],
    ['by a function of the database', 'sql`select forget_user(1)`'],
    ['by a name that is put in', `[{ table: 'users' }, sql\`delete from ${put}\`]`],
  ])('%s', (_, text) => {
    const found = findTableWriters([inStore(text)], {
      ...none,
      functions: { forget_user: ['users'] },
    });
    expect(found).toEqual({ users: ['links'] });
  });

  test('a declared table', () => {
    const file = parseSource(
      'packages/issuer/src/links/a.store.ts',
      "import { reconcileTable } from '../database/reconcile.ts'; const a = { table: 'users' };",
    );
    expect(findTableWriters([file], none)).toEqual({ users: ['links'] });
  });

  test('by a trigger', () => {
    const sql =
      'create function f() returns trigger as $$ begin update users set a = 1; end $$;' +
      'create trigger t after insert on links for each row execute function f();';
    const found = findTableWriters(
      [inStore('sql`insert into links values (1)`')],
      databaseCode(sql),
    );
    expect(found).toEqual({ links: ['links'], users: ['links'] });
  });

  test('in a function of a migration', () => {
    const sql = 'create function f() returns void as $$ insert into users values (1) $$;';
    expect(databaseCode(sql).functions).toEqual({ f: ['users'] });
  });
});

describe('what only reads is not:', () => {
  test.each([
    'sql`select 1 from users for update`',
    'sql`select 1 from users for no key update`',
    "sql`select 'update users'`",
    'sql`select 1 -- update users\n from users`',
    "({ table: 'users' })",
  ])('%s', (text) => {
    expect(findTableWriters([inStore(text)], none)).toEqual({});
  });

  test('and its own conflict is one table', () => {
    const text = 'sql`insert into links values (1) on conflict (id) do update set a = 1`';
    expect(findTableWriters([inStore(text)], none)).toEqual({ links: ['links'] });
  });
});

test('a table that nothing names is refused', () => {
  const file = inStore(`sql\`delete from ${put}\``);
  expect(() => findTableWriters([file], none)).toThrow(/does not name/);
});
