/** The gateway before the real issuer and real services, as callers see it. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startInProcess } from 'sallyport/in-process.fixture.ts';
import { beforeAll, expect, test } from 'vitest';
import { alice, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { clientToken, signInToCli, signInToShop } from './support/tokens.ts';

let shop: Shop;
let alicesToken: string;
let bobsToken: string;
const start = closedAfterwards();

beforeAll(async () => {
  [shop] = await start(startShop());
  alicesToken = (await signInToCli(shop.issuer, alice)).access_token;
  bobsToken = (await signInToCli(shop.issuer, bob)).access_token;
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const status = async (url: string, headers: Record<string, string>, method = 'GET') =>
  (await fetch(url, { method, headers })).status;

/** Asks the decision endpoint as Traefik or Caddy would. */
const decide = (path: string, headers: Record<string, string>, method = 'GET') =>
  fetch(shop.decide, {
    headers: { ...headers, 'x-forwarded-method': method, 'x-forwarded-uri': path },
  });

test('the JWT of one service is refused by the other, and by the gateway', async () => {
  const answer = await decide('/api/orders', bearer(alicesToken));
  const authorization = answer.headers.get('authorization')!;
  expect(authorization).toMatch(/^Bearer eyJ/);
  expect(await status(`${shop.orders}/api/orders`, { authorization })).toBe(200);
  expect(await status(`${shop.reports}/api/reports/summary`, { authorization })).toBe(401);
  expect(await status(`${shop.shop}/api/orders`, { authorization })).toBe(401);
});

test('the outside token does not work inside', async () => {
  expect(await status(`${shop.orders}/api/orders`, bearer(alicesToken))).toBe(401);
  expect(await status(`${shop.orders}/api/orders`, {})).toBe(401);
});

test('the decision endpoint and the gateway agree', async () => {
  const requests: [path: string, token: string | null, method: string, expected: number][] = [
    ['/api/orders', alicesToken, 'GET', 200],
    ['/api/orders/42', bobsToken, 'GET', 200],
    ['/api/orders/42/refund', bobsToken, 'POST', 403],
    ['/api/reports/summary', alicesToken, 'GET', 200],
    ['/api/reports/summary', bobsToken, 'GET', 403],
    ['/api/orders', await clientToken(shop.issuer), 'GET', 200],
    ['/api/orders', `${alicesToken.slice(0, -1)}_`, 'GET', 401],
    ['/api/orders', null, 'GET', 401],
  ];
  for (const [path, token, method, expected] of requests) {
    const headers = token === null ? {} : bearer(token);
    const decision = await decide(path, headers, method);
    expect([path, decision.status]).toEqual([path, expected]);
    expect([path, await status(shop.shop + path, headers, method)]).toEqual([path, expected]);
    expect(decision.headers.has('authorization')).toBe(expected === 200);
  }
});

test('the decision endpoint knows the session of a page, too', async () => {
  const cookie = await signInToShop(shop.shop, alice);
  const host = new URL(shop.shop).host;
  const answer = await decide('/api/orders', { cookie, 'x-forwarded-host': host });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('authorization')).toMatch(/^Bearer eyJ/);
});

test('upstreams get a JWT, and nothing that a client holds', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const upstream = createServer((request, response) => {
    seen.push(request.headers);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  await apply((configuration) => {
    configuration.routes.push({
      path: '/api/seen',
      upstream: `http://127.0.0.1:${port}`,
      api: 'https://orders.example',
    });
  });
  const session = await signInToShop(shop.shop, alice);
  const url = `${shop.shop}/api/seen`;
  expect(await status(url, { ...bearer(alicesToken), cookie: `${session}; theirs=1` })).toBe(200);
  expect(await status(url, { cookie: `theirs=1; ${session}` })).toBe(200);
  expect(await status(url, {})).toBe(401);
  upstream.close();

  expect(seen).toHaveLength(2);
  for (const headers of seen) {
    expect(headers.authorization).toMatch(/^Bearer eyJ/);
    expect(headers.cookie).toBe('theirs=1');
    expect(JSON.stringify(headers)).not.toMatch(/sp_/);
  }
});

test('a route that was tightened is obeyed when the command line returns', async () => {
  const url = `${shop.shop}/api/orders`;
  await apply(() => {});
  expect(await status(url, bearer(bobsToken))).toBe(200);
  const output = await apply((configuration) => {
    const route = configuration.routes.find(({ path }) => path === '/api/orders');
    route!.require!.permissions = ['orders:refund'];
  });
  expect(await status(url, bearer(bobsToken))).toBe(403);
  expect(await status(url, bearer(alicesToken))).toBe(200);
  expect(output).toContain('~ routes\nApplied; all gateways use it.\n');
});

/** `sallyport apply`, as an operator runs it beside the system. */
async function apply(change: Parameters<Shop['writeConfiguration']>[0]): Promise<string> {
  const file = await shop.writeConfiguration(change);
  const ended = await startInProcess(['apply', file], { env: shop.env }).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return ended.stdout;
}
