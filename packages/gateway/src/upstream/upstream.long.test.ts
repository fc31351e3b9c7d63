import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Limits } from '../settings.ts';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';

let world: World;
const headers = bearer(accessToken('alice'));
const get = (path: string) => ask(world.port, path, { headers });
const getAsBob = (path: string) => ask(world.port, path, { headers: bearer(accessToken('bob')) });

async function withLimits(limits: Partial<Limits>, upstream: RequestListener): Promise<void> {
  world = await createWorld({ upstream, settings: { limits } });
}

function open(path: string, name = 'alice') {
  const to = { host: '127.0.0.1', port: world.port, path, agent: false };
  const request = httpRequest({ ...to, headers: bearer(accessToken(name)) });
  const response = once(request, 'response').then(([message]) => message as IncomingMessage);
  request.on('error', () => {});
  request.end();
  return { request, response };
}

/** An upstream that answers nothing by itself, and who has reached it. */
function silent() {
  const responses: ServerResponse[] = [];
  let arrived = (): void => {};
  return {
    responses,
    listener: (_: IncomingMessage, response: ServerResponse) => {
      responses.push(response);
      arrived();
    },
    async reached(count: number): Promise<void> {
      while (responses.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}

afterEach(async () => {
  await world.close();
});

describe('event streams', () => {
  const streams: RequestListener = (request, response) => {
    if (request.url !== '/api/stream') return response.end('plain');
    response.writeHead(200, { 'content-type': 'Text/Event-Stream' });
    response.write('data: 1\n\n');
  };

  test('leave room for other requests, and are bounded themselves', async () => {
    await withLimits({ connectionsPerUpstream: 1, streamsPerUpstream: 4 }, streams);
    const held = [open('/api/stream'), open('/api/stream')];
    for (const { response } of held) expect((await response).statusCode).toBe(200);
    expect((await get('/api/plain')).text).toBe('plain');
    const third = await get('/api/stream');
    expect([third.status, third.headers['retry-after']]).toEqual([503, '1']);
    expect((await get('/api/plain')).text).toBe('plain');
    // One caller's take no more places than they leave to others.
    const others = [open('/api/stream', 'bob'), open('/api/stream', 'bob')];
    expect((await others[0]!.response).statusCode).toBe(200);
    expect((await others[1]!.response).statusCode).toBe(503);
    held.push(...others);
    for (const { request } of held) request.destroy();
  });

  test('that have ended make room for others', async () => {
    const upstream = silent();
    await withLimits({ streamsPerUpstream: 1 }, upstream.listener);
    for (const count of [1, 2, 3]) {
      const { response } = open('/api/stream');
      await upstream.reached(count);
      upstream.responses[count - 1]!.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      const answer = await response;
      expect(answer.statusCode).toBe(200);
      await once(answer.resume(), 'end');
    }
  });
});

describe('of an upstream that hangs', () => {
  test('the queue has an end', async () => {
    const upstream = silent();
    const limits = { connectionsPerUpstream: 1, queuedPerUpstream: 1 };
    await withLimits(limits, upstream.listener);
    const first = get('/api/1');
    await upstream.reached(1);
    const both = [get('/api/2'), get('/api/3')];
    const turnedAway = await Promise.race(both);
    expect([turnedAway.status, turnedAway.headers['retry-after']]).toEqual([503, '1']);
    upstream.responses[0]!.end('1');
    await upstream.reached(2);
    upstream.responses[1]!.end('2');
    expect((await first).text).toBe('1');
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  test('no request waits for ever', async () => {
    const upstream = silent();
    await withLimits({ connectionsPerUpstream: 1, queueTimeout: 50 }, upstream.listener);
    const first = get('/api/1');
    await upstream.reached(1);
    const second = await get('/api/2');
    expect([second.status, second.json()['error']]).toEqual([503, 'temporarily_unavailable']);
    upstream.responses[0]!.end('1');
    expect((await first).text).toBe('1');
    expect(upstream.responses.length).toBe(1);
  });

  test('who leaves the queue makes room in it', async () => {
    const upstream = silent();
    const limits = { connectionsPerUpstream: 1, queuedPerUpstream: 1 };
    await withLimits(limits, upstream.listener);
    const first = get('/api/1');
    await upstream.reached(1);
    const leaving = open('/api/2');
    leaving.response.catch(() => {});
    // What is answered later has been asked later: the other one waits by now.
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/api/3')).status).toBe(503);
    leaving.request.destroy();
    expect((await get('/nothing')).status).toBe(404);
    const next = get('/api/4');
    expect((await get('/nothing')).status).toBe(404);
    upstream.responses[0]!.end('1');
    await upstream.reached(2);
    upstream.responses[1]!.end('4');
    expect([(await first).text, (await next).text]).toEqual(['1', '4']);
  });

  test('all who wait are judged again when their turn comes', async () => {
    const upstream = silent();
    await withLimits({ connectionsPerUpstream: 1 }, upstream.listener);
    const first = get('/api/1');
    await upstream.reached(1);
    const waiting = Array.from({ length: 300 }, (_, index) => get(`/api/waiting-${index}`));
    expect((await get('/nothing')).status).toBe(404);
    world.issuer.swap = () => refused;
    await world.issuer.change('user:alice');
    upstream.responses[0]!.end('1');
    expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(
      new Set([401]),
    );
    expect([(await first).text, upstream.responses.length]).toEqual(['1', 1]);
  });
});

test('a caller who takes nothing gives its place up', async () => {
  const piece = Buffer.alloc(1024 * 1024);
  const limits = { connectionsPerUpstream: 1, queueTimeout: 20_000, stallTimeout: 200 };
  await withLimits(limits, (request, response) => {
    if (request.url !== '/api/endless') return response.end('plain');
    response.on('drain', () => response.write(piece));
    response.write(piece);
  });
  const slow = open('/api/endless');
  const response = await slow.response;
  response.on('error', () => {});
  response.pause();
  expect((await get('/api/plain')).text).toBe('plain');
});

describe('answers of which their callers take nothing', () => {
  const piece = Buffer.alloc(1024 * 1024);
  const endless: RequestListener = (request, response) => {
    if (request.url === '/api/plain') return response.end('plain');
    response.on('drain', () => response.write(piece));
    response.write(piece);
  };
  const hold = async () => {
    const { request, response } = open('/api/endless');
    const answer = await response;
    answer.on('error', () => {}).pause();
    return { request, answer };
  };
  /** Bob has to wait, and time goes on. */
  async function bobWaits() {
    const waiting = getAsBob('/api/plain');
    const clock = setInterval(() => world.clock.push(1_000), 250);
    const { status } = await waiting;
    clearInterval(clock);
    return status;
  }

  test('leave their places to those who wait, and go on', async () => {
    await withLimits({ connectionsPerUpstream: 2, stallTimeout: 600_000 }, endless);
    const held = [await hold(), await hold()];
    expect(await bobWaits()).toBe(200);
    for (const { answer } of held) {
      let read = 0;
      answer.on('data', (bytes) => {
        read += bytes.length;
      });
      answer.resume();
      // More than was on its way while it stood.
      while (read < 16 * piece.length) await once(answer, 'data');
    }
    for (const { request } of held) request.destroy();
  });

  test('and those of which they take a little now and then leave their places, too', async () => {
    await withLimits({ connectionsPerUpstream: 2, stallTimeout: 600_000 }, endless);
    const held = [await hold(), await hold()];
    const sips = setInterval(() => {
      for (const { answer } of held) {
        let read = 0;
        const sip = (bytes: Buffer) => {
          read += bytes.length;
          if (read >= 2 * piece.length) answer.off('data', sip).pause();
        };
        answer.on('data', sip).resume();
      }
    }, 400);
    expect(await bobWaits()).toBe(200);
    clearInterval(sips);
    for (const { request } of held) request.destroy();
  });

  test('end where their caller has its share of long answers', async () => {
    const limits = { connectionsPerUpstream: 2, streamsPerUpstream: 2, stallTimeout: 600_000 };
    await withLimits(limits, endless);
    const held = [await hold(), await hold()];
    expect(await bobWaits()).toBe(200);
    held.push(await hold());
    expect(await bobWaits()).toBe(200);
    expect(world.logged.filter((line) => line.includes('"failure":"answer_stalled"'))).toHaveLength(
      1,
    );
    for (const { request } of held) request.destroy();
  });
});
