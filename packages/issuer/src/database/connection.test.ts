import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import { connect, type Queryable, type Sql } from './connection.ts';
import { isPassing } from './failures.ts';
import { isRead } from './statement.ts';

let database: TestDatabase;
let sql: Sql;
let other: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url });
  other = connect({ url: database.url, max: 1 });
  await sql`create table acknowledged (id bigint primary key)`;
});
afterAll(async () => {
  await sql.end();
  await other.end();
  await database.drop();
});

const insert = async (queryable: Queryable, id: number) => {
  await queryable`insert into acknowledged values (${id})`;
};

const terminateAll = () =>
  other`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;

test('a server that authenticates without channel binding is refused where that is required', async () => {
  const url = new URL(database.url);
  url.searchParams.set('channel_binding', 'require');
  const bound = connect({ url: url.href });
  onTestFinished(() => bound.end());
  await expect(bound`select 1`).rejects.toMatchObject({ code: 'CONNECTION_NOT_BOUND' });
});

test('values come back as they were given', async () => {
  const now = new Date('2026-03-02T12:00:00.123Z');
  const bytes = Buffer.from([0, 1, 255]);
  const texts = ['a', '{"}\\', 'NULL', '', "'"];
  const [row] = await sql`
    select ${now} as time, ${bytes} as bytes, ${texts}::text[] as texts, ${true} as yes,
      ${null}::text as nothing, ${7}::int as int, ${2 ** 40}::bigint as big,
      ${[1, 2]}::bigint[] as bigs, ${sql.json([{ a: 1 }, 'b'])} as json, ${[now]} as times,
      ${[bytes]} as blobs, ${now} + interval '1 hour' as later, array['a']::name[] as names`;
  expect(row).toEqual({
    ...{ time: now, bytes, texts, yes: true, nothing: null, int: 7, big: 2 ** 40, bigs: [1, 2] },
    ...{ json: [{ a: 1 }, 'b'], times: [now], blobs: [bytes], names: ['a'] },
    later: new Date(now.getTime() + 3_600_000),
  });
});

test('names, and pieces of statements', async () => {
  const which = sql`where ${sql('id')} = ${1}`;
  expect(await sql`select ${sql(['id'])} from ${sql('acknowledged')} ${which}`).toEqual([]);
  await expect(sql`select ${{} as never}`).rejects.toThrow('Use sql.json for objects');
  expect(() => sql`select ${undefined}`).toThrow('Undefined value after: select ');
});

test('a statement is planned once on a connection, and its plan kept', async () => {
  await other`delete from acknowledged where id = ${1}`;
  await other`delete from acknowledged where id = ${2}`;
  const plans = await other<{ name: string; generic_plans: number }[]>`
    select name, generic_plans from pg_prepared_statements where statement like 'delete%'`;
  expect(plans).toEqual([{ name: expect.stringMatching(/^sp_[0-9a-f]{32}$/), generic_plans: 2 }]);
});

test('a migration that changes what a prepared statement returns', async () => {
  await sql`create table changing (a int)`;
  const read = () => sql`select * from changing`;
  // On every connection of the pool.
  await Promise.all(Array.from({ length: 64 }, read));
  await sql`alter table changing add column b int`;
  await Promise.all(Array.from({ length: 64 }, read));
});

describe('a transaction', () => {
  test('is rolled back with the error of its work', async () => {
    const failing = sql.begin(async (tx) => {
      await tx`insert into acknowledged values (-1)`;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const early = sql.begin(async () => {
      throw new Error('before its first statement');
    });
    await expect(early).rejects.toThrow('before its first statement');
    expect(await sql`select from acknowledged where id = -1`).toEqual([]);
  });

  test('of which a statement failed does not say that it was committed', async () => {
    const swallowing = sql.begin(async (tx) => {
      await tx`select 1 / 0`.catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('it was rolled back');
  });

  test('takes no statement once it is over, whatever of its work still runs', async () => {
    const { promise: failed, resolve: fail } = Promise.withResolvers<void>();
    let late = Promise.resolve();
    const failing = sql.begin(async (tx) => {
      late = failed.then(() => insert(tx, -3));
      late.catch(() => {});
      await Promise.all([late, tx`select 1 / 0`]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    fail();
    await expect(late).rejects.toThrow('is over');
    expect(await sql`select from acknowledged where id = -3`).toEqual([]);
  });

  test('more of them than connections take turns', async () => {
    const work = Array.from({ length: 30 }, (_, index) =>
      sql.begin(async (tx) => {
        await tx`select pg_sleep(0.01)`;
        const [row] = await tx<[{ index: number }]>`select ${index}::int as index`;
        return row.index;
      }),
    );
    expect(await Promise.all(work)).toEqual(work.map((_, index) => index));
  });

  test('that stands still is ended, and what it holds is given back', async () => {
    const held = await sql.reserve();
    await held`begin`;
    await held`lock table acknowledged`;
    const begun = performance.now();
    await other`insert into acknowledged values (-2)`;
    expect(performance.now() - begun).toBeLessThan(3_500);
    await expect(held`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    held.release();
  });
});

describe('a statement that waits for a lock', () => {
  test.each(['select 1', 'with found as (select updated_at from users) select * from found'])(
    'is none of these: %s',
    (text) => {
      expect(isRead(text)).toBe(true);
    },
  );

  test.each([
    'select from users for no key update',
    'select from users for key share skip locked',
    'with gone as (delete from users returning id) select * from gone',
    'select pg_advisory_xact_lock(1)',
    'lock table users',
    'begin',
  ])('may be this: %s', (text) => {
    expect(isRead(text)).toBe(false);
  });

  test('is not hidden in a function', async () => {
    const functions = await sql<{ name: string; body: string }[]>`
      select proname as name, prosrc as body from pg_proc
      where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`;
    expect(functions.length).toBeGreaterThan(10);
    expect(functions.filter(({ body }) => !isRead(`select ${body}`))).toEqual([]);
  });

  /** Two connections, one of which waits until `letGo`. */
  async function waiting(lock: (tx: Queryable) => PromiseLike<unknown>, wait: (sql: Sql) => void) {
    const two = connect({ url: database.url, max: 2 });
    const holder = await sql.reserve();
    onTestFinished(async () => {
      holder.release();
      await two.end();
    });
    // Both are there, and idle.
    await Promise.all([two`select pg_backend_pid()`, two`select pg_backend_pid()`]);
    await holder`begin`;
    await lock(holder);
    wait(two);
    await untilStatementWaits(holder);
    return { two, holder, letGo: () => holder`commit` };
  }

  test('holds up none that comes after it', async () => {
    await insert(sql, -10);
    let isOver = false;
    const { two, letGo } = await waiting(
      (tx) => tx`select from acknowledged where id = -10 for update`,
      (two) => {
        void two`update acknowledged set id = -11 where id = -10`.then(() => {
          isOver = true;
        });
      },
    );
    const others = Array.from({ length: 20 }, (_, index) => [
      Promise.resolve(two`select from acknowledged where id = ${index}`),
      insert(two, -100 - index),
      two.begin((tx) => insert(tx, -200 - index)),
    ]);
    await Promise.all(others.flat());
    expect(isOver).toBe(false);
    await letGo();
    await expect.poll(() => isOver).toBe(true);
  });

  test('is passed by reads, though it is one', async () => {
    let isOver = false;
    const { two, holder, letGo } = await waiting(
      (tx) => tx`lock table acknowledged`,
      (two) => {
        void two`select from acknowledged where id = -12`.then(() => {
          isOver = true;
        });
      },
    );
    await holder`select pg_sleep(0.15)`;
    await Promise.all(Array.from({ length: 20 }, (_, index) => two`select ${index}::int`));
    expect(isOver).toBe(false);
    await letGo();
    await expect.poll(() => isOver).toBe(true);
  });
});

test('a session that was released takes no statement, and is released once', async () => {
  const one = connect({ url: database.url, max: 1 });
  onTestFinished(() => one.end());
  const first = await one.reserve();
  first.release();
  await expect(first`select 1`).rejects.toThrow('is over');
  const second = await one.reserve();
  first.release();
  // Its connection is not free for others, who wait.
  let others = 0;
  const waiting = one`select 1`.then(() => others++);
  await second`select 1`;
  expect(others).toBe(0);
  second.release();
  await waiting;
});

test('a session whose server is silent for longer than it was given says so', async () => {
  const impatient = await sql.reserve(200);
  onTestFinished(() => impatient.release());
  await expect(impatient`select pg_sleep(5)`).rejects.toMatchObject({
    code: 'CONNECTION_SILENT',
    message: 'The database has not answered for 0.2 s',
  });
});

test('all connections are ended under load: nothing acknowledged is lost, and it goes on', async () => {
  const acknowledged: number[] = [];
  const failures: unknown[] = [];
  let next = 1;
  let done = false;
  const writers = Array.from({ length: 32 }, async () => {
    while (!done) {
      const id = next++;
      const write = id % 4 === 0 ? sql.begin((tx) => insert(tx, id)) : insert(sql, id);
      await write.then(
        () => acknowledged.push(id),
        (error) => failures.push(error),
      );
    }
  });
  for (let round = 0; round < 5; round++) {
    const before = acknowledged.length;
    await terminateAll();
    await expect.poll(() => acknowledged.length, { interval: 5 }).toBeGreaterThan(before + 200);
  }
  done = true;
  await Promise.all(writers);
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.filter((error) => !isPassing(error))).toEqual([]);
  const kept = await sql<{ id: number }[]>`select id from acknowledged where id > 0`;
  const ids = new Set(kept.map(({ id }) => id));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
});

test('notifications are heard again after their connection was ended', async () => {
  const listening = connect({ url: database.url, max: 1 });
  onTestFinished(() => listening.end());
  const heard: string[] = [];
  let listens = 0;
  await listening.listen(
    'news',
    (payload) => heard.push(payload),
    () => listens++,
  );
  expect(listens).toBe(1);
  await terminateAll();
  await expect.poll(() => listens).toBe(2);
  await other`select pg_notify('news', 'again')`;
  await expect.poll(() => heard).toEqual(['again']);
});

test('a server that cannot be reached is told at once, and tried again', async () => {
  const nowhere = connect({ url: 'postgres://me@127.0.0.1:1/db' });
  onTestFinished(() => nowhere.end());
  await expect(nowhere`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(nowhere`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
