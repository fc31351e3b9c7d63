import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, createWorld, swapped, type World } from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';
import {
  begin,
  beginCounted,
  endOf,
  open,
  PendingUpstream,
} from '../testing/pending-upstream.fixture.ts';

let world: World;
let upstream: PendingUpstream;

/** A response under way, and what of it has arrived. */
async function streaming(begins: (response: ServerResponse) => void = begin) {
  const { response } = open(world.port, '/api/mine');
  const sender = await upstream.gets('/api/mine');
  begins(sender);
  const message = await response;
  const received = { text: '' };
  let arrived = (): void => {};
  message.setEncoding('utf8').on('data', (piece) => {
    received.text += piece;
    arrived();
  });
  const until = async (text: string): Promise<void> => {
    while (!received.text.includes(text)) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  };
  return { sender, received, until, end: endOf(message) };
}

const expire = (): void => world.clock.push(56_000);

beforeEach(async () => {
  upstream = new PendingUpstream();
  world = await createWorld({
    upstream: upstream.listener,
    settings: { limits: { cachedTokens: 1 } },
    prepare: (issuer) => {
      issuer.leaseMs = 3_600_000;
      const [route] = issuer.routes;
      issuer.routes = [{ ...route!, require: { permissions: ['orders:read'] } }];
    },
  });
});

afterEach(async () => {
  upstream.stop();
  await world.close();
});

describe('when what allowed an event stream expires, the issuer is asked again', () => {
  test('before an event passes, in whose order nothing changes', async () => {
    const { sender, until, received } = await streaming();
    await until('data: 1');
    const hold = world.issuer.hold('/internal/swap');
    expire();
    sender.write('data: 2\n\n');
    await hold.reached;
    sender.write('data: 3\n\n');
    expect(received.text).toBe('data: 1\n\n');
    hold.release();
    await until('data: 3');
    expect(received.text).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  test('though nothing happens on it', async () => {
    const { sender, until } = await streaming();
    const swaps = world.issuer.asked('/internal/swap').length;
    expire();
    await world.issuer.until(() => world.issuer.asked('/internal/swap').length > swaps);
    sender.write('data: 2\n\n');
    await until('data: 2');
  });

  test('and it ends whole if the upstream ended it meanwhile', async () => {
    const { sender, end, received } = await streaming();
    const hold = world.issuer.hold('/internal/swap');
    expire();
    sender.write('data: 2\n\n');
    await hold.reached;
    sender.end('data: 3\n\n');
    hold.release();
    expect(await end).toBe('whole');
    expect(received.text).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  });

  test.each([
    ['the token has expired', () => refused],
    ['a role has ended', () => swapped('alice', { permissions: [] })],
  ])('and it is cut, without another event, when %s', async (_, swap) => {
    const { sender, until, end, received } = await streaming();
    await until('data: 1');
    world.issuer.swap = swap;
    expire();
    sender.write('data: 2\n\n');
    expect(await end).toBe('cut');
    expect(received.text).toBe('data: 1\n\n');
  });

  test('and it is cut when none answers', async () => {
    const { end } = await streaming();
    world.issuer.failing.add('/internal/swap');
    expire();
    expect(await end).toBe('cut');
  });

  test('and it depends on what the answer names', async () => {
    const { sender, until, end } = await streaming();
    world.issuer.swap = (token) =>
      token === accessToken('alice') ? swapped('alice', {}, ['role:clerk']) : swapped('bob');
    expire();
    sender.write('data: 2\n\n');
    await until('data: 2');
    // Where one token is kept, it is no longer this one.
    open(world.port, '/api/other', 'bob');
    await upstream.gets('/api/other');
    await world.issuer.change('role:clerk');
    expect(await end).toBe('cut');
  });
});

test('a download whose permission expires and is not renewed is cut', async () => {
  const { end } = await streaming(beginCounted);
  world.issuer.swap = () => refused;
  expire();
  expect(await end).toBe('cut');
});
