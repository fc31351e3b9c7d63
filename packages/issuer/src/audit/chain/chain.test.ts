import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../../testing/database.ts';
import { connect, type Sql, type Transaction } from '../../database/connection.ts';
import { createPartitions } from '../../database/partitions.ts';
import { runFrom } from '../../runtime/request-source.ts';
import { type AuditEvent, recordAudit } from '../audit.service.ts';
import { readChainState } from './chain-state.service.ts';
import { eraseDeleted } from './erase.service.ts';
import { dropOldEvents } from './retain.service.ts';
import { type SealingContext, sealAll, sealBatch } from './seal.service.ts';
import { verifyChain } from './verify-chain.service.ts';

const key = randomBytes(32);
const running = new AbortController().signal;
const alice = randomUUID();

let database: TestDatabase;
let sql: Sql;
let context: SealingContext;
const setUp = async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 6 });
  context = { sql, key, clock: clockAt(new Date()) };
};
const tearDown = async () => {
  await sql.end();
  await database.drop();
};

const clockAt = (now: Date) => ({ now: () => now, monotonic: () => now.getTime() });

const record = (event: Partial<AuditEvent> = {}, on: Transaction | Sql = sql) =>
  runFrom(
    () => ({ address: '198.51.100.7', network: '198.51.100.7', userAgent: 'curl' }),
    () =>
      recordAudit(on, {
        ...{ at: new Date(), action: 'user.update', actor: 'client:hr' },
        ...{ subjects: ['user:1'], detail: { changed: ['name'] }, ...event },
      }),
  );

const verify = (options: { expected?: { number: number; hash: string } } = {}) =>
  verifyChain({ sql, key, ...options });
const intact = (events: number) => expect.objectContaining({ broken: null, events });

describe('the chain', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  test('an empty log is intact, and so is one of which nothing is sealed yet', async () => {
    expect(await verify()).toEqual(intact(0));
    await record();
    expect(await verify()).toEqual(intact(0));
    expect((await readChainState(sql)).unsealedSince).not.toBeNull();
  });

  test('an event that is committed after one with a higher id is not passed over', async () => {
    const written = Promise.withResolvers<void>();
    const sealed = Promise.withResolvers<void>();
    const late = sql.begin(async (tx) => {
      await record({ actor: 'client:late' }, tx);
      written.resolve();
      await sealed.promise;
    });
    await written.promise;
    await record({ actor: 'client:early' });
    expect(await sealAll(context, running)).toBe(1);
    sealed.resolve();
    await late;
    expect(await sealAll(context, running)).toBe(1);
    const order = await sql<{ actor: string }[]>`
    select actor from audit_batches batch, audit_events event
    where event.id = any(event_ids) order by number`;
    expect(order.map(({ actor }) => actor)).toEqual(['client:early', 'client:late']);
    expect(await verify()).toEqual(intact(2));
  });

  test('many writers and sealers at a time: each event is in one batch', async () => {
    let writing = true;
    const sealers = [1, 2].map(async () => {
      while (writing) await sealBatch(context, 7);
    });
    const write = async () => {
      for (let n = 0; n < 20; n++) {
        await sql.begin(async (tx) => {
          await record({}, tx);
          await record({ at: new Date(Date.now() - 60_000) }, tx);
        });
      }
    };
    await Promise.all([write(), write(), write()]);
    writing = false;
    await Promise.all(sealers);
    await sealAll(context, running);
    expect(await verify()).toEqual(intact(120));
    expect((await readChainState(sql)).unsealedSince).toBeNull();
  });

  test('a sealer that is killed, after whichever statement, leaves nothing half done', async () => {
    let killed = 0;
    for (let after = 1; ; after++) {
      await record();
      const result = await sealBatch({ ...context, sql: killing(after) }).catch(() => null);
      expect(await verify()).toMatchObject({ broken: null });
      if (result !== null) break;
      killed++;
    }
    expect(killed).toBeGreaterThan(4);
    await sealAll(context, running);
    expect(await verify()).toEqual(intact(killed + 1));
  });

  test('what is erased after an account was deleted leaves the chain intact', async () => {
    const person = `user:${alice}`;
    await record({ actor: person, action: 'session.start', subjects: ['session:1', person] });
    await record({ actor: 'anonymous', action: 'session.refuse', subjects: [person] });
    await record({ actor: 'user:9', action: 'user.disable', subjects: [person] });
    await record({ actor: 'client:hr', subjects: ['user:2'] });
    const now = new Date();
    await record({ actor: 'client:hr', action: 'user.delete', subjects: [person] });
    // Not before the chain has them.
    await eraseDeleted(sql, now);
    expect(await erased()).toEqual([]);
    await sealAll(context, running);
    await eraseDeleted(sql, now);
    expect(await erased()).toEqual(['session.start', 'session.refuse']);
    expect(await verify()).toMatchObject({ broken: null, events: 5, erased: 2 });

    // What a request that was under way wrote later, within the hour.
    await record({ actor: person, action: 'session.end', subjects: [person] });
    await sealAll(context, running);
    await eraseDeleted(sql, new Date(now.getTime() + 3_700_000));
    expect(await erased()).toEqual(['session.start', 'session.refuse', 'session.end']);
    expect(await sql`select from audit_erasures`).toHaveLength(0);
    expect(await verify()).toMatchObject({ broken: null, events: 6, erased: 3 });
  });

  test('an erasure waits for events that could not be sealed within the hour', async () => {
    const person = `user:${alice}`;
    await record({ actor: person, action: 'session.start', subjects: [person] });
    const now = new Date();
    await record({ actor: 'client:hr', action: 'user.delete', subjects: [person] });
    await sql`insert into audit_erasures (user_id, asked_at) values (${alice}, ${now})
      on conflict do nothing`;
    const later = new Date(now.getTime() + 3_700_000);
    await eraseDeleted(sql, later);
    expect(await sql`select from audit_erasures`).toHaveLength(1);
    await sealAll(context, running);
    await eraseDeleted(sql, later);
    expect(await erased()).toEqual(['session.start']);
    expect(await sql`select from audit_erasures`).toHaveLength(0);
  });
});

/** The server ends the connection in the place of the nth statement, or a piece of one. */
function killing(place: number): Sql {
  let count = 0;
  const begin: Sql['begin'] = (work) =>
    sql.begin((tx) =>
      work(
        new Proxy(tx, {
          apply(target, self, values) {
            if (++count !== place) return Reflect.apply(target as never, self, values);
            return tx`select pg_terminate_backend(pg_backend_pid())`;
          },
        }),
      ),
    );
  return new Proxy(sql, {
    get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)),
  });
}

const erased = async () =>
  (
    await sql<{ action: string }[]>`
      select action from audit_events
      where salt is null and detail = '{}' and coalesce(address, network, user_agent) is null
      order by id`
  ).map(({ action }) => action);

describe('what is changed by hand is found', () => {
  beforeAll(async () => {
    await setUp();
    for (let batch = 0; batch < 3; batch++) {
      await record();
      await record({ action: 'user.disable' });
      await sealBatch(context);
    }
  });

  afterAll(tearDown);

  /** By one who is the owner of the tables, and not stopped by triggers. */
  async function brokenAfter(change: string, options = {}) {
    const undo = new Error('undo');
    let broken: unknown;
    await sql
      .begin(async (tx) => {
        await tx.unsafe('set local session_replication_role = replica');
        await tx.unsafe(change);
        const session = Object.assign(tx, { release: () => {} });
        const only = { reserve: async () => session } as unknown as Sql;
        ({ broken } = await verifyChain({ sql: only, key, ...options }));
        throw undo;
      })
      .catch((error) => {
        if (error !== undo) throw error;
      });
    return broken;
  }

  test.each<[string, number | null, number | null, string]>([
    [`update audit_events set detail = '{"changed": []}' where id = 4`, 2, 4, 'was changed'],
    [`update audit_events set address = '192.0.2.1' where id = 1`, 1, 1, 'was changed'],
    [`update audit_events set actor = 'client:other' where id = 3`, 2, null, 'was changed'],
    [`update audit_events set action = 'user.enable' where id = 2`, 1, null, 'was changed'],
    [`update audit_events set at = at + interval '1 second' where id = 6`, 3, 6, 'is gone'],
    ['delete from audit_events where id = 5', 3, 5, 'is gone'],
    [
      `update audit_events set detail = '{}', address = null, network = null, user_agent = null,
         salt = null where id = 5`,
      3,
      5,
      'was erased',
    ],
    [
      `insert into audit_events (at, action, actor, subjects, detail)
         values (now(), 'user.create', 'client:hr', '{}', '{}')`,
      null,
      7,
      'added by hand',
    ],
    ['delete from audit_batches where number = 2', 2, null, 'is missing'],
    ['delete from audit_batches where number = 3', 2, null, 'ends here'],
    [
      `delete from audit_events where id > 4; delete from audit_batches where number = 3;
       update audit_chain set number = 2, hash = (select hash from audit_batches where number = 2)`,
      2,
      null,
      'not those that were sealed',
    ],
    [`update audit_batches set sealed_at = now() where number = 1`, 1, null, 'does not follow'],
    [
      `update audit_chain set dropped_until = now() + interval '60 days'`,
      3,
      null,
      'not those that were sealed',
    ],
  ])('%s', async (change, batch, event, reason) => {
    expect(await brokenAfter(change)).toEqual({
      ...{ batch, event },
      reason: expect.stringContaining(reason),
    });
    expect(await verify()).toEqual(intact(6));
  });

  test('also where all hashes were made anew, without the secret', async () => {
    const { hash } = await readChainState(sql);
    const expected = { number: 3, hash };
    expect(await verify({ expected })).toEqual(intact(6));
    const others = { ...context, key: randomBytes(32) };
    await sql.unsafe(`
      delete from audit_batches;
      update audit_chain set number = 0, hash = '';
      insert into audit_unsealed select at, id from audit_events`);
    await sealAll(others, running);
    expect((await verify()).broken?.reason).toContain('another secret');
    // One who has the secret as well cannot change what was written down elsewhere.
    const known = await verifyChain({ sql, key: others.key, expected });
    expect(known.broken?.reason).toContain('ends before batch 3');
  });
});

describe('retention', () => {
  const day = 86_400_000;
  const later = (days: number) => new Date(Date.now() + days * day);
  const year = 365 * 86_400;

  beforeEach(async () => {
    await setUp();
    await createPartitions(sql, later(0));
    await createPartitions(sql, later(400));
    await record();
    await sealAll(context, running);
    await record({ at: later(35) });
    // Committed late: its batch is between those of younger events.
    await sealAll(context, running);
    await record();
    await sealAll(context, running);
    await record({ at: later(400) });
  });

  afterEach(tearDown);

  const at = (days: number) => ({ ...context, clock: clockAt(later(days)) });

  test('drops what is older, and the rest is intact', async () => {
    expect(await dropOldEvents(year, at(300))).toBe(0);
    await sealAll(context, running);
    expect(await dropOldEvents(year, at(400))).toBeGreaterThan(0);
    const left = await sql`select actor from audit_events order by at`;
    expect(left.map(({ actor }) => actor)).toEqual(['client:hr', 'client:hr', 'issuer']);
    expect(await verify()).toMatchObject({ broken: null, events: 2 });
    await sealAll(context, running);
    expect(await verify()).toMatchObject({ broken: null, events: 3 });
    expect((await readChainState(sql)).keptSince).not.toBeNull();
    expect(await dropOldEvents(null, at(999))).toBe(0);
  });

  test('drops nothing that the chain does not have yet', async () => {
    expect(await dropOldEvents(year, at(1_000))).toBe(0);
    expect(await sql`select from audit_events`).toHaveLength(4);
  });

  test('killed before the partitions are dropped, the rest is intact, and it goes on', async () => {
    await sealAll(context, running);
    const killed = new Proxy(sql, {
      get: (target, name) =>
        name === 'reserve' ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name),
    });
    await expect(dropOldEvents(year, { ...at(400), sql: killed })).rejects.toThrow('killed');
    expect(await sql`select from audit_events`).toHaveLength(5);
    expect(await verify()).toMatchObject({ broken: null, events: 2 });
    expect(await dropOldEvents(null, at(400))).toBeGreaterThan(0);
    expect(await sql`select from audit_events`).toHaveLength(3);
    expect(await verify()).toMatchObject({ broken: null, events: 2 });
  });
});
