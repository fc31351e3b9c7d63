import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PlainCaller } from './plain-caller.ts';
import { PlainConnections } from './plain-connections.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection whose other end takes the bytes of an answer when the test says so. */
function slowCaller() {
  let taken = '';
  let take: () => void = () => {};
  const socket = new Duplex({
    read() {},
    write(piece: Buffer, _, done) {
      take = () => {
        taken += piece.toString('latin1');
        done();
      };
    },
  });
  return { socket: socket as Socket, take: () => take(), taken: () => taken };
}

function answer(caller: PlainCaller): void {
  caller.writeHead(200, 'OK', ['Content-Length', '4']);
  caller.write(Buffer.from('done'));
  caller.end();
}

function connectionsOf(caller: { socket: Socket }, serve: (caller: PlainCaller) => void = answer) {
  let now = 0;
  const refused: number[] = [];
  const connections = new PlainConnections({
    handler: { isForRoute: () => true, serve },
    requestIds: () => 'id',
    clock: { wall: () => now, monotonic: () => now },
    isSecure: false,
    malformed: ({ status }) => refused.push(status),
  });
  const server = new EventEmitter().on('connection', () => {});
  connections.attach(server, 'connection');
  server.emit('connection', caller.socket);
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
  };
  return { connections, pass, refused };
}

const ask = async ({ socket }: { socket: Socket }, fields = '') => {
  socket.push(`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
  await new Promise(setImmediate);
};

test('the last answer on a connection has time until it is taken', async () => {
  const caller = slowCaller();
  const { pass } = connectionsOf(caller);
  await ask(caller, 'Connection: close\r\n');
  pass(20_000);
  expect(caller.socket.destroyed).toBe(false);
  caller.take();
  expect(caller.taken()).toMatch(/done$/);
  await new Promise(setImmediate);
  pass(4_000);
  expect(caller.socket.destroyed).toBe(false);
  pass(2_000);
  expect(caller.socket.destroyed).toBe(true);
});

test('an answer that is never taken ends', async () => {
  const caller = slowCaller();
  const { pass } = connectionsOf(caller);
  await ask(caller, 'Connection: close\r\n');
  pass(76_000);
  expect(caller.socket.destroyed).toBe(true);
});

test('draining does not cut off an answer that is complete and not taken', async () => {
  const caller = slowCaller();
  const { connections } = connectionsOf(caller);
  await ask(caller);
  connections.drain();
  connections.closeIdle();
  expect(caller.socket.destroyed).toBe(false);
  caller.take();
  expect(caller.taken()).toMatch(/done$/);
  await new Promise(setImmediate);
  expect(caller.socket.writableFinished).toBe(true);
});

test('a body that is thrown away has one time for all of it, however it comes', async () => {
  const caller = slowCaller();
  const { pass } = connectionsOf(caller);
  await ask(caller, 'Content-Length: 100\r\n');
  caller.take();
  await new Promise(setImmediate);
  expect(caller.taken()).toMatch(/done$/);
  for (const ms of [4_000, 4_000]) {
    pass(ms);
    caller.socket.push('x');
    await new Promise(setImmediate);
  }
  expect(caller.socket.destroyed).toBe(false);
  pass(4_000);
  expect(caller.socket.destroyed).toBe(true);
});

test('a caller that leaves while nothing is read is seen', async () => {
  const caller = slowCaller();
  const left: string[] = [];
  const { pass } = connectionsOf(caller, (asking) =>
    asking.onClose(() => left.push(asking.target)),
  );
  // The second waits for the answer to the first, which the caller does not wait for.
  await ask(caller);
  await ask(caller);
  caller.socket.push(null);
  await new Promise(setImmediate);
  expect(left).toEqual([]);
  pass(1_000);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(left).toEqual(['/']);
});

test('and no more than a little is read for it', async () => {
  const caller = slowCaller();
  let asked = 0;
  const { pass } = connectionsOf(caller, () => void asked++);
  await ask(caller);
  for (let at = 0; at < 20; at++) {
    caller.socket.push(`GET / HTTP/1.1\r\nHost: a\r\nA: ${'x'.repeat(16_000)}\r\n\r\n`);
    pass(1_000);
    await new Promise(setImmediate);
  }
  expect(asked).toBe(1);
  expect(caller.socket.readableLength).toBeGreaterThan(200_000);
});

test('a head that does not end is refused and told of, and a connection without one is not', async () => {
  const begun = slowCaller();
  const idle = slowCaller();
  const [first, second] = [connectionsOf(begun), connectionsOf(idle)];
  begun.socket.push('GET / HTTP/1.1\r\nHos');
  await new Promise(setImmediate);
  for (const { pass } of [first, second]) pass(16_000);
  expect([begun.socket.destroyed, idle.socket.destroyed]).toEqual([true, true]);
  expect([first.refused, second.refused]).toEqual([[408], []]);
});
