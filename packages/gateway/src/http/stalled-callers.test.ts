import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PushableClock } from '../testing/gateway.fixture.ts';
import { StalledCallers } from './stalled-callers.ts';

const much = Buffer.alloc(16 * 1024 * 1024);
const server = createServer();
let clock: PushableClock;
let stalled: StalledCallers;
let caller: Socket;
/** The server's side of the caller's connection. */
let socket: Socket;

function sweepAfter(ms: number): boolean {
  clock.push(ms);
  stalled.sweep();
  return socket.destroyed;
}

beforeEach(async () => {
  clock = new PushableClock();
  stalled = new StalledCallers(clock, 30_000);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const connected = once(server, 'connection');
  caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  caller.on('error', () => {});
  caller.pause();
  [socket] = (await connected) as [Socket];
  socket.on('error', () => {});
  stalled.watch(socket);
});

afterEach(async () => {
  caller.destroy();
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('a caller that takes nothing for so long is cut off', () => {
  socket.write(much);
  expect([sweepAfter(0), sweepAfter(29_000), sweepAfter(1_000)]).toEqual([false, false, true]);
});

test('one that has taken something has its time again', async () => {
  socket.write(much);
  expect([sweepAfter(0), sweepAfter(29_000)]).toEqual([false, false]);
  const drained = once(socket, 'drain');
  caller.resume();
  await drained;
  caller.pause();
  socket.write(much);
  expect([sweepAfter(1_000), sweepAfter(29_000), sweepAfter(1_000)]).toEqual([false, false, true]);
});

test('one for whom nothing is ready may wait', () => {
  expect([sweepAfter(0), sweepAfter(60_000), sweepAfter(60_000)]).toEqual([false, false, false]);
});
