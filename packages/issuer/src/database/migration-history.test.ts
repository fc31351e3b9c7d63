import { expect, test } from 'vitest';
import { readMigrations } from './migration-files.ts';
import { type AppliedMigration, pendingOf } from './migration-history.ts';

const known = ['0001-a.sql', '0002-b.sql', '0003-c.sql'].map((name) => ({ name, digest: 'd' }));
const history = (applied: AppliedMigration[] | null, tables: string[] = ['users']) => ({
  ...{ schema: 'public', tables, applied },
});
const done = (...names: string[]) => names.map((name) => ({ name, digest: 'd' }));

test('an empty database lacks all, an older one those after it, one of this version none', () => {
  expect(pendingOf(history(null, []), known, '1')).toEqual(known);
  expect(pendingOf(history([], []), known, '1')).toEqual(known);
  expect(pendingOf(history(done('0001-a.sql')), known, '1')).toEqual(known.slice(1));
  expect(pendingOf(history(done(...known.map(({ name }) => name))), known, '1')).toEqual([]);
});

test('a migration with a lower number than the last one applied is still applied', () => {
  expect(pendingOf(history(done('0001-a.sql', '0003-c.sql')), known, '1')).toEqual([known[1]]);
});

test('a database of a later version names it, where that wrote it down', () => {
  const later = { name: '0004-d.sql', digest: 'd' };
  const applied = done('0001-a.sql', '0002-b.sql', '0003-c.sql');
  expect(() =>
    pendingOf(history([...applied, { ...later, version: '2.1.0' }]), known, '1.9.0'),
  ).toThrow(
    'The database was brought up to date by Sallyport 2.1.0: it has migration 0004-d.sql, which ' +
      '1.9.0 does not know. Run Sallyport 2.1.0 or a later one, or restore a backup from before the upgrade.',
  );
  expect(() => pendingOf(history([...applied, later]), known, '1.9.0')).toThrow(
    'by a later version: it has migration 0004-d.sql, which this version does not know. Run that version or a later one',
  );
});

test.each([
  ['no table of migrations', null, ['carts', 'orders']],
  ['a table of migrations of another shape', null, ['carts', 'migrations']],
  ['a table of migrations of this shape', done('001_init'), ['carts']],
  ['an empty one', [], ['carts']],
])('tables of another program, with %s', (_, applied, tables) => {
  expect(() => pendingOf(history(applied, tables), known, '1')).toThrow(
    `The schema "public" of the database has tables of another program (${tables.join(', ')}), and none of Sallyport's.`,
  );
});

test('an edited migration is named', () => {
  const applied = [{ name: '0001-a.sql', digest: 'other' }];
  expect(() => pendingOf(history(applied), known, '1')).toThrow('Migration 0001-a.sql is not the');
});

test('no two migrations have the same number', async () => {
  const numbers = (await readMigrations()).map(({ name }) => /^\d{4}(?=-)/.exec(name)?.[0] ?? name);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  expect(numbers.filter((number) => !/^\d{4}$/.test(number))).toEqual([]);
});
