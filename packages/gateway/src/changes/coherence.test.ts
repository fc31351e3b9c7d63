import type { LeaseRequest, SwapRequest } from '@sallyport/protocol/internal.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  swapped,
  type World,
} from '../testing/gateway.fixture.ts';
import { refused, ScriptedIssuer } from '../testing/issuer.fixture.ts';

const alice = accessToken('alice');
const bob = accessToken('bob');

let world: World;
const get = (token = alice): Promise<Answered> =>
  ask(world.port, '/api/orders', { headers: bearer(token) });
const status = async (token = alice): Promise<number> => (await get(token)).status;
const swaps = (): number => world.issuer.asked('/internal/swap').length;
const revokeEverybody = () => {
  world.issuer.swap = () => refused;
};

afterEach(async () => {
  await world.close();
});

describe('with a lease', () => {
  beforeEach(async () => {
    world = await createWorld();
  });

  test('a token is swapped once and answered from the cache then', async () => {
    expect([await status(), await status(), swaps()]).toEqual([200, 200, 1]);
  });

  test('a refusal is never kept', async () => {
    expect([await status(accessToken('unknown')), await status(accessToken('unknown'))]).toEqual([
      401, 401,
    ]);
    expect(swaps()).toBe(2);
  });

  test('many misses for one token are one question, misses for many one batch', async () => {
    const hold = world.issuer.hold('/internal/swap');
    const first = get();
    await hold.reached;
    const others = [get(), get(), get(bob)];
    hold.release();
    const answers = await Promise.all([first, ...others]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const asked = world.issuer.asked('/internal/swap') as SwapRequest[];
    expect(asked.flatMap((request) => request.swaps.map(({ token }) => token))).toEqual([
      alice,
      bob,
    ]);
  });

  test('what a change names is evicted before the change is acknowledged, and nothing else', async () => {
    await Promise.all([status(), status(bob)]);
    revokeEverybody();
    await world.issuer.change('user:alice');
    expect([await status(), await status(bob)]).toEqual([401, 200]);
  });

  test('an answer that a change has overtaken is neither used nor kept', async () => {
    const hold = world.issuer.hold('/internal/swap');
    const late = status();
    await hold.reached;
    revokeEverybody();
    await world.issuer.change('user:alice');
    hold.release();
    expect(await late).toBe(401);
    expect(await status()).toBe(401);
  });

  test('who joins an older question does not get its older answer', async () => {
    const hold = world.issuer.hold('/internal/swap');
    const early = status();
    await hold.reached;
    revokeEverybody();
    await world.issuer.change('user:alice');
    const joiner = status();
    // Callers without a question under way have been answered by now; the joiner waits.
    expect(await status(bob)).toBe(401);
    hold.release();
    expect([await early, await joiner]).toEqual([401, 401]);
  });

  test('an older refusal does not hold against who was allowed meanwhile', async () => {
    const swap = world.issuer.swap;
    revokeEverybody();
    const hold = world.issuer.hold('/internal/swap');
    const early = status();
    await hold.reached;
    world.issuer.swap = swap;
    await world.issuer.change('user:alice');
    const joiner = status();
    hold.release();
    expect([await early, await joiner]).toEqual([200, 200]);
  });

  test('a restart of the issuer is survived, and what changed meanwhile caught up', async () => {
    await status();
    world.issuer.failing.add('/internal/changes');
    world.issuer.disconnect();
    revokeEverybody();
    world.issuer.append('user:alice');
    expect(await status()).toBe(200);
    world.issuer.failing.clear();
    await world.issuer.acknowledged(world.issuer.pos);
    expect(await status()).toBe(401);
  });

  test('a permission is looked at on each request, whatever is cached', async () => {
    await status();
    const [route] = world.issuer.routes;
    world.issuer.routes = [{ ...route!, require: { permissions: ['orders:refund'] } }];
    await world.issuer.change('routes');
    expect(await status()).toBe(403);
    expect(swaps()).toBe(1);
  });
});

test('a lease counts from its question, however long the answer takes', async () => {
  world = await createWorld();
  const hold = world.issuer.hold('/internal/lease');
  world.issuer.append('user:other');
  await hold.reached;
  expect(await status()).toBe(200);
  world.clock.push(60_000);
  world.clock.stop();
  const next = world.issuer.hold('/internal/lease');
  hold.release();
  world.issuer.append('user:other');
  await next.reached;
  expect([await status(), await status(), swaps()]).toEqual([200, 200, 3]);
  next.release();
});

describe('new routes', () => {
  beforeEach(async () => {
    world = await createWorld();
  });

  test('are in force before the change is acknowledged; until they can be read, it is not', async () => {
    const { issuer } = world;
    expect(await status()).toBe(200);
    issuer.failing.add('/internal/routes');
    issuer.routes = [];
    const asked = issuer.asked('/internal/routes').length;
    issuer.append('routes');
    await issuer.until(() => issuer.asked('/internal/routes').length >= asked + 3);
    const acks = issuer.asked('/internal/lease') as LeaseRequest[];
    expect(acks.every(({ acked }) => acked < issuer.pos)).toBe(true);
    issuer.failing.clear();
    await issuer.acknowledged(issuer.pos);
    expect(await status()).toBe(404);
  });

  test('that cannot be read let the lease lapse, and then nothing passes', async () => {
    const { issuer, clock } = world;
    issuer.failing.add('/internal/routes');
    issuer.append('routes');
    await issuer.until(() => issuer.asked('/internal/routes').length > 1);
    clock.push(60_000);
    const answer = await get();
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('without a lease', () => {
  beforeEach(async () => {
    world = await createWorld();
    await status();
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    world.clock.stop();
  });

  test('the issuer is asked for each request, routes included', async () => {
    const routes = world.issuer.asked('/internal/routes').length;
    expect([await status(), await status(), swaps()]).toEqual([200, 200, 3]);
    expect(world.issuer.asked('/internal/routes').length).toBe(routes + 2);
    const asked = world.issuer.asked('/internal/swap') as SwapRequest[];
    expect(asked.map(({ leased }) => leased)).toEqual([true, false, false]);
    revokeEverybody();
    expect(await status()).toBe(401);
    world.issuer.routes = [];
    expect(await status()).toBe(404);
  });

  test('no caller joins a question that was asked before', async () => {
    const hold = world.issuer.hold('/internal/swap');
    const early = status();
    await hold.reached;
    revokeEverybody();
    const joiner = status();
    expect(await joiner).toBe(401);
    hold.release();
    expect(await early).toBe(200);
  });

  test('and without an issuer, everything is refused', async () => {
    world.issuer.failing.add('/internal/swap');
    const answer = await get();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()['error']).toBe('temporarily_unavailable');
    expect((await ask(world.decidePort, '/health/ready')).status).toBe(503);
  });
});

test('a lease lapses by the wall clock too', async () => {
  world = await createWorld();
  await status();
  world.issuer.failing.add('/internal/lease');
  world.clock.pushWall(60_000);
  world.clock.stop();
  expect([await status(), swaps()]).toEqual([200, 2]);
});

describe('with a short lease', () => {
  beforeEach(async () => {
    world = await createWorld({ prepare: (issuer) => Object.assign(issuer, { leaseMs: 1_000 }) });
    await status();
  });

  test('an expelled member empties its cache and joins again', async () => {
    const { issuer } = world;
    revokeEverybody();
    issuer.expelled.add('member-1');
    await issuer.until(() => issuer.members === 2);
    expect(await status()).toBe(401);
    await issuer.until(() =>
      (issuer.asked('/internal/lease') as LeaseRequest[]).some(
        (body) => body.member === 'member-2',
      ),
    );
  });

  test('another epoch empties the cache and is followed from its position', async () => {
    const { issuer } = world;
    issuer.pos = 50;
    await issuer.until(() => issuer.asked('/internal/changes').length > 1);
    revokeEverybody();
    issuer.restore('epoch-2', 7);
    await issuer.acknowledged(7);
    expect(await status()).toBe(401);
    issuer.swap = () => swapped('alice');
    expect(await status()).toBe(200);
    revokeEverybody();
    await issuer.change('user:alice');
    expect(await status()).toBe(401);
    const acks = issuer.asked('/internal/lease') as LeaseRequest[];
    // What was applied of the old log is not claimed of the new one.
    expect(acks.every(({ epoch, acked }) => epoch === 'epoch-1' || acked <= issuer.pos)).toBe(true);
  });

  test('another epoch told by the lease empties the cache, whatever the feed does', async () => {
    const { issuer } = world;
    issuer.failing.add('/internal/changes');
    issuer.disconnect();
    revokeEverybody();
    issuer.restore('epoch-2', 7);
    await issuer.acknowledged(7);
    expect(await status()).toBe(401);
  });

  test('a log that no longer reaches back empties the cache', async () => {
    const { issuer } = world;
    revokeEverybody();
    issuer.forgetsBefore = 20;
    issuer.pos = 20;
    issuer.disconnect();
    await issuer.acknowledged(20);
    expect(await status()).toBe(401);
  });
});

test('another issuer node takes over when one fails', async () => {
  const dead = await new ScriptedIssuer().start();
  await dead.stop();
  const living = await new ScriptedIssuer().start();
  living.swap = () => swapped('alice');
  world = await createWorld({ settings: { issuerEndpoints: [dead.url, living.url] } });
  living.routes = world.issuer.routes;
  await living.change('routes');
  expect(await status()).toBe(200);
  await world.gateway.close();
  await living.stop();
});
