import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { formatToken } from '@sallyport/protocol/token-format.ts';
import { afterEach, expect, test } from 'vitest';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
  swapped,
  type World,
} from './testing/gateway.fixture.ts';

let world: World;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes in use after what is not needed any more has gone. */
function used(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

afterEach(async () => {
  await world.close();
});

/** Sends requests over kept connections, one on each at a time, and counts the answers that are 200. */
async function load(count: number, tokenOf: (index: number) => string): Promise<number> {
  let sent = 0;
  let answered = 0;
  const worker = async (): Promise<void> => {
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    const ask = (): void => {
      if (sent === count) socket.end();
      else {
        const line = `GET /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${tokenOf(sent++)}`;
        socket.write(`${line}\r\n\r\n`);
      }
    };
    let text = '';
    socket.on('data', (piece) => {
      text += piece;
      if (!text.endsWith('\r\n\r\nok')) return;
      if (text.startsWith('HTTP/1.1 200 ')) answered++;
      text = '';
      ask();
    });
    ask();
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return answered;
}

const people = 7_001;
const nameOf = (index: number): string => `user-${index}`;
const tokenOf = (name: string): string =>
  formatToken('access', Buffer.from(name.padEnd(24, '.')).toString('base64url'));

test('memory stays flat over 28,000 requests of 7,001 tokens, with changes in between', {
  timeout: 900_000,
}, async () => {
  world = await createWorld({
    logAccess: false,
    upstream: (_, response) => response.setHeader('content-length', 2).end('ok'),
    settings: { limits: { cachedTokens: 2_000 } },
  });
  const names = new Map(
    Array.from({ length: people }, (_, index) => [tokenOf(nameOf(index)), nameOf(index)]),
  );
  world.issuer.swap = (token) => swapped(names.get(token)!, {}, ['role:support']);
  const round = async (): Promise<void> => {
    expect(await load(people, (index) => tokenOf(nameOf(index)))).toBe(people);
    await world.issuer.change('role:support', 'user:user-1');
    world.issuer.log.length = 0;
  };
  await round();
  const before = used();
  for (let rounds = 0; rounds < 3; rounds++) await round();
  // A leak of 200 bytes a request would be 4.2 MB.
  expect(used() - before).toBeLessThan(3);
});

test('10,000 idle connections leave the gateway to others, and cost little', async () => {
  world = await createWorld({ logAccess: false });
  const before = used();
  const sockets: Socket[] = [];
  for (let opened = 0; opened < 10_000; opened += 500) {
    const some = Array.from({ length: 500 }, () => connect(world.port, '127.0.0.1'));
    sockets.push(...some);
    // The gateway may end one that has asked for nothing in 15 s.
    for (const socket of some) socket.on('error', () => {});
    await Promise.all(some.map((socket) => once(socket, 'connect')));
  }
  const answer = await ask(world.port, '/api/x', { headers: bearer(accessToken('alice')) });
  expect(answer.status).toBe(200);
  // Both ends of each are in this process.
  expect(used() - before).toBeLessThan(150);
  for (const socket of sockets) socket.destroy();
});
