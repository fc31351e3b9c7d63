import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileRoutes } from '../routes/table.ts';
import { defaultLimits } from '../settings.ts';
import { HealthChecks } from './health-checks.ts';
import { Upstreams } from './upstreams.ts';

/** What the target does, and the paths that it was asked for. */
let answer: RequestListener;
let asked: string[];
let arrived: () => void;
const server = createServer((request, response) => {
  asked.push(request.url!);
  arrived();
  answer(request, response);
});
let origin: string;
let upstreams: Upstreams;
let checks: HealthChecks;
let now: number;

beforeEach(async () => {
  asked = [];
  arrived = () => {};
  answer = (_, response) => response.end();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = pino({ level: 'silent' });
  upstreams = new Upstreams({ limits: defaultLimits, clock: { monotonic: () => now }, log });
  checks = new HealthChecks(upstreams);
  now = 0;
});

afterEach(async () => {
  checks.stop();
  await upstreams.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const routesWith = (health: object, path = '/*') =>
  compileRoutes([{ path, upstream: origin, api: 'orders', health: { path: '/up', ...health } }])
    .routes;

const isWell = () => upstreams.at(origin).health.isAvailable(now);

/** One check from its beginning until its answer has come back here. */
async function check(routes: ReturnType<typeof routesWith>): Promise<void> {
  const before = asked.length;
  checks.tick(routes, now);
  while (asked.length === before) {
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
  // The connection that it went over is free again, or gone, once its answer has been read.
  await expect.poll(() => checks.isIdle).toBe(true);
  now += 10_000;
}

const failing: RequestListener = (_, response) => response.writeHead(503).end();

test('a target that fails two checks in a row is left out until it passes two', async () => {
  const routes = routesWith({});
  await check(routes);
  answer = failing;
  await check(routes);
  expect(isWell()).toBe(true);
  await check(routes);
  expect(isWell()).toBe(false);
  answer = (_, response) => response.end();
  await check(routes);
  expect(isWell()).toBe(false);
  await check(routes);
  expect(isWell()).toBe(true);
  expect(new Set(asked)).toEqual(new Set(['/up']));
});

test('one that hangs up fails, and one that does not answer in time', async () => {
  answer = (request) => request.socket.destroy();
  const routes = routesWith({ timeout: 1 });
  await check(routes);
  answer = () => {};
  const before = asked.length;
  checks.tick(routes, now);
  await expect.poll(() => asked.length).toBe(before + 1);
  checks.tick(routes, now + 999);
  expect(isWell()).toBe(true);
  checks.tick(routes, now + 1_000);
  expect(isWell()).toBe(false);
});

test('a check is due once in each interval', async () => {
  const routes = routesWith({ interval: 30 });
  await check(routes);
  checks.tick(routes, 29_999);
  expect(checks.isIdle).toBe(true);
  checks.tick(routes, 30_000);
  expect(checks.isIdle).toBe(false);
});

test('which statuses are good can be said', async () => {
  const routes = routesWith({ healthy_status: [418] });
  await check(routes);
  await check(routes);
  expect(isWell()).toBe(false);
  answer = (_, response) => response.writeHead(418).end();
  await check(routes);
  await check(routes);
  expect(isWell()).toBe(true);
});

test('what is known is kept over changes of routes, and forgotten with the check', async () => {
  answer = failing;
  await check(routesWith({}));
  await check(routesWith({}, '/other/*'));
  expect(isWell()).toBe(false);
  checks.tick(compileRoutes([]).routes, now);
  expect(isWell()).toBe(true);
});
