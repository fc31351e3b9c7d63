import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';

let issuer: TestIssuer;
let thisEpoch: string;
beforeAll(async () => {
  issuer = await startTestIssuer({}, { leaseMs: 500 });
  thisEpoch = (await next({ epoch: '', pos: 0 }, 0)).epoch;
});
afterAll(() => issuer.close());

async function call<T>(path: string, body: unknown): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${issuer.internalUrl}/internal/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: issuer.gatewayAuthorization,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T };
}

interface Place {
  epoch: string;
  pos: number;
}

const join = async () =>
  (await call<Place & { member: string }>('members', { version: 1, name: 'test' })).body;
const leave = (member: string) => call('leave', { member });
const acknowledge = (member: string, acked: number, epoch = thisEpoch) =>
  call<Place>('lease', { member, epoch, acked });
const next = async (after: Place, wait_ms: number) =>
  (
    await call<Place & { changes: { pos: number; tags: string[] }[]; reset: boolean }>('changes', {
      after,
      wait_ms,
    })
  ).body;

const tags: CacheTag[] = ['user:someone'];
const takeAway = (value = tags) => issuer.context.changes.takeAway(async () => value);

/** Whether a promise has settled, without waiting for it. */
async function settledBy(promise: Promise<unknown>, by: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), by.then(() => false)]);
}

/** Keeps everybody from reading the members until it is released. */
async function holdMembers() {
  const sql = await issuer.context.sql.reserve();
  await sql`begin`;
  await sql`lock table members in access exclusive mode`;
  const release = async () => {
    await sql`commit`;
    sql.release();
  };
  return { sql, release };
}

describe('the barrier', () => {
  test('returns at once when there are no members', async () => {
    const began = performance.now();
    await takeAway();
    expect(performance.now() - began).toBeLessThan(500);
  });

  test('waits until every member has acknowledged', async () => {
    const [one, other] = [await join(), await join()];
    const taken = takeAway();
    const [heardByOne, heardByOther] = await Promise.all([next(one, 5_000), next(other, 5_000)]);
    expect(heardByOne.changes.at(-1)?.tags).toEqual(tags);
    const first = acknowledge(one.member, heardByOne.pos);
    expect(await settledBy(taken, first)).toBe(false);
    await acknowledge(other.member, heardByOther.pos);
    await taken;
    await Promise.all([leave(one.member), leave(other.member)]);
  });

  test('outlives a silent member by its lease, and expels it', async () => {
    const silent = await join();
    const began = performance.now();
    await takeAway();
    expect(performance.now() - began).toBeGreaterThanOrEqual(500 * 1.01 + 100 - 1);
    expect((await acknowledge(silent.member, 0)).status).toBe(404);
  });

  test('does not expel a member that renews, though it is behind', async () => {
    const slow = await join();
    let waiting = true;
    const taken = takeAway().finally(() => {
      waiting = false;
    });
    while (waiting) expect((await acknowledge(slow.member, slow.pos)).status).toBe(200);
    await taken;
    expect((await acknowledge(slow.member, slow.pos)).status).toBe(200);
    await leave(slow.member);
  });

  test('does not expel a member that it saw too late to know how long it has been silent', async () => {
    const { member } = await join();
    const held = await holdMembers();
    const taken = takeAway();
    await untilStatementWaits(held.sql);
    const late = performance.now() + 150;
    while (performance.now() < late) await untilStatementWaits(held.sql);
    // Renewed just before it is seen: this lease counts for longer than the barrier waits.
    await held.sql`update members set renewals = renewals + 1 where id = ${member}`;
    await held.release();
    await taken;
    expect((await acknowledge(member, 0)).status).toBe(200);
    await leave(member);
  });

  test('is not held up by a database that does not answer', async () => {
    const { member } = await join();
    const held = await holdMembers();
    const began = performance.now();
    await takeAway();
    expect(performance.now() - began).toBeGreaterThanOrEqual(500 * 1.01 + 100 - 1);
    await held.release();
    expect((await acknowledge(member, 0)).status).toBe(200);
    await leave(member);
  });

  test('takes no acknowledgement that counts in another log', async () => {
    const member = await join();
    const taken = takeAway();
    const { pos } = await next(member, 5_000);
    const elsewhere = acknowledge(member.member, pos, 'before the restore');
    expect(await settledBy(taken, elsewhere)).toBe(false);
    await acknowledge(member.member, pos);
    await taken;
    await leave(member.member);
  });

  test('waits for what stands, when there was nothing left to do', async () => {
    const member = await join();
    const first = takeAway();
    const { pos } = await next(member, 5_000);
    const again = takeAway([]);
    await acknowledge(member.member, pos);
    await Promise.all([first, again]);
    expect((await next(member, 0)).changes).toHaveLength(1);
    await leave(member.member);
  });

  test('a retry waits for what was committed by a call that crashed before it had waited', async () => {
    const silent = await join();
    await issuer.context.sql`insert into changes (tags) values (${tags})`;
    const began = performance.now();
    await takeAway([]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(500 * 1.01 + 100 - 1);
    expect((await acknowledge(silent.member, 0)).status).toBe(404);
  });

  test('what gives waits a quarter of a second at most', async () => {
    const silent = await join();
    const began = performance.now();
    await issuer.context.changes.give(async () => tags);
    expect(performance.now() - began).toBeLessThan(500);
    await leave(silent.member);
  });
});

describe('the feed', () => {
  test('gives 200 writers positions without gaps, in the order of their commits', async () => {
    const before = await next({ epoch: '', pos: 0 }, 0);
    const { sql } = issuer.context;
    await Promise.all(
      Array.from({ length: 200 }, () => sql`insert into changes (tags) values (${['user:x']})`),
    );
    const after = await next(before, 0);
    const positions = after.changes.map((change) => change.pos);
    expect(positions).toEqual(Array.from({ length: 200 }, (_, i) => before.pos + i + 1));
  });

  test('starts those afresh who come from another epoch or from the future', async () => {
    const { epoch, pos } = await next({ epoch: 'another', pos: 0 }, 0);
    expect(await next({ epoch: 'another', pos }, 0)).toMatchObject({ reset: true, pos });
    expect(await next({ epoch, pos: pos + 5 }, 0)).toMatchObject({ reset: true, pos });
    expect(await next({ epoch, pos }, 0)).toMatchObject({ reset: false, pos, changes: [] });
  });

  test('is of another epoch in every database, copies of one another included', async () => {
    const copy = await startTestIssuer({});
    const [row] = await copy.context.sql<{ epoch: string }[]>`select sallyport_epoch() as epoch`;
    expect(row?.epoch).not.toBe(thisEpoch);
    await copy.close();
  });

  test('wakes who waits, and gives an acknowledged position as granted', async () => {
    const member = await join();
    const heard = next(member, 10_000);
    const taken = takeAway();
    const { pos } = await heard;
    expect((await acknowledge(member.member, pos)).body.pos).toBe(pos);
    await taken;
    await leave(member.member);
  });

  test('refuses a version it does not speak', async () => {
    const { status, body } = await call<{ error: string }>('members', { version: 99, name: 'x' });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  test('ends who waits when the issuer closes, and does not hold it up', async () => {
    const closing = await startTestIssuer({});
    const headers = {
      'content-type': 'application/json',
      authorization: closing.gatewayAuthorization,
    };
    const ask = async (wait_ms: number) => {
      const body = JSON.stringify({ after: { epoch: thisEpoch, pos: 0 }, wait_ms });
      const answer = await fetch(`${closing.internalUrl}/internal/changes`, {
        method: 'POST',
        headers,
        body,
      });
      return (await answer.json()) as Place;
    };
    const { epoch, pos } = await ask(0);
    const signal = new AbortController().signal;
    const waiting = closing.context.changes.next({ epoch, pos }, 20_000, signal);
    const began = performance.now();
    await closing.close();
    expect(await waiting).toMatchObject({ epoch, pos, changes: [] });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
