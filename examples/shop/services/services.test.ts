import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIssuer } from './issuer.fixture.ts';
import { listen, type Running } from './listen.ts';
import { ordersApi, startOrders } from './orders.ts';
import { reportsApi, startReports } from './reports.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let orders: Running;
let reports: Running;

const ordersOptions = () => ({
  port: 0,
  issuer: issuer.url,
  landing: 'http://localhost:8080/landing.html',
  clientId: 'shop-api',
  clientSecret: 'secret',
  reports: { url: reports.url, clientId: 'orders-service', clientSecret: 'secret' },
});

beforeAll(async () => {
  issuer = await startIssuer();
  reports = await startReports({ port: 0, issuer: issuer.url });
  orders = await startOrders(ordersOptions());
});
afterAll(() => Promise.all([issuer, orders, reports].map((one) => one.close())));

async function call(url: string, token: string, method = 'GET') {
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Answer };
}

interface Answer {
  orders: { id: string }[];
  refund: object | null;
  error_description: string;
}

const staff = {
  name: 'Alice',
  email: 'alice@example.com',
  permissions: ['orders:read', 'orders:refund', 'orders:share'],
};
const alice = () => issuer.token(ordersApi, staff);
const bob = () => issuer.token(ordersApi, { name: 'Bob', permissions: ['orders:read'] });
const visitorOf42 = () =>
  issuer.token(ordersApi, {
    sub: 'link:1',
    sub_kind: 'link',
    permissions: [],
    authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
  });

describe('orders', () => {
  test('are listed for callers who may read them', async () => {
    const { status, body } = await call(`${orders.url}/api/orders`, await bob());
    expect(status).toBe(200);
    expect(body.orders.map(({ id }) => id)).toEqual(['41', '42', '43']);
  });

  test('are refunded once, by those who may, and the second time nothing changes', async () => {
    const url = `${orders.url}/api/orders/41/refund`;
    const first = await call(url, await alice(), 'POST');
    expect(first).toMatchObject({ status: 200, body: { id: '41', refund: { by: 'Alice' } } });
    expect(await call(url, await alice(), 'POST')).toEqual(first);
  });

  test('are not refunded by other callers', async () => {
    const { status, body } = await call(`${orders.url}/api/orders/43/refund`, await bob(), 'POST');
    expect(status).toBe(403);
    expect(body.error_description).toBe('This needs orders:refund.');
    const order = await call(`${orders.url}/api/orders/43`, await bob());
    expect(order.body.refund).toBeNull();
  });

  test('come one at a time to a caller with a link to one', async () => {
    const token = await visitorOf42();
    expect(await call(`${orders.url}/api/orders/42`, token)).toMatchObject({
      status: 200,
      body: { id: '42', customer: 'Bob' },
    });
    expect((await call(`${orders.url}/api/orders/41`, token)).status).toBe(403);
    expect((await call(`${orders.url}/api/orders`, token)).status).toBe(403);
  });

  test('are shared by a link to one of them', async () => {
    const answer = await call(`${orders.url}/api/orders/42/share`, await alice(), 'POST');
    expect(answer).toEqual({
      status: 201,
      body: { url: 'http://shop/#x', expires_at: '2026-11-23T12:00:00.000Z' },
    });
    expect(issuer.linksAsked).toEqual([
      {
        url: 'http://localhost:8080/landing.html?order=42',
        api: ordersApi,
        permissions: ['orders:read'],
        authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
        expires_in: 900,
        token_lifetime: 600,
      },
    ]);
  });

  test('are put beside all revenue for callers whom reports tells it', async () => {
    const url = `${orders.url}/api/orders/42/share-of-revenue`;
    issuer.exchangeFor(reportsApi, { permissions: ['reports:read'] });
    const answer = await call(url, await alice());
    expect(answer).toMatchObject({ status: 200, body: { id: '42' } });
    issuer.exchangeFor(reportsApi, { permissions: [] });
    expect(await call(url, await bob())).toMatchObject({
      status: 403,
      body: { error_description: 'Reports are not for this caller.' },
    });
  });

  test('that do not exist are not found', async () => {
    const token = await alice();
    for (const [method, path] of [
      ['GET', '/api/orders/99'],
      ['POST', '/api/orders/99/refund'],
      ['POST', '/api/orders/99/share'],
      ['GET', '/api/orders/99/share-of-revenue'],
      ['GET', '/elsewhere'],
    ] as const) {
      expect((await call(orders.url + path, token, method)).status).toBe(404);
    }
  });

  test('say nothing of why a link could not be made', async () => {
    const own = await startIssuer();
    own.refuseLinks();
    const service = await startOrders({ ...ordersOptions(), issuer: own.url });
    try {
      const url = `${service.url}/api/orders/42/share`;
      const { status, body } = await call(url, await own.token(ordersApi, staff), 'POST');
      expect(status).toBe(502);
      expect(body.error_description).toBe('The link could not be made. Try again in a moment.');
    } finally {
      await Promise.all([service.close(), own.close()]);
    }
  });
});

describe('reports', () => {
  test('know whom they are for from the token alone', async () => {
    const token = await issuer.token(reportsApi, { ...staff, permissions: ['reports:read'] });
    expect(await call(`${reports.url}/api/reports/summary`, token)).toEqual({
      status: 200,
      body: {
        summary: { orders: 3, revenue: 27_150, currency: 'EUR' },
        prepared_for: { id: 'user-1', name: 'Alice', email: 'alice@example.com' },
      },
    });
  });

  test('refuse a token made for orders', async () => {
    const { status, body } = await call(`${reports.url}/api/reports/summary`, await alice());
    expect(status).toBe(401);
    expect(body.error_description).toBe('The access token is meant for another API.');
  });
});

test('a port that is taken is named, with what to do', async () => {
  const port = Number(new URL(orders.url).port);
  await expect(listen(() => {}, port)).rejects.toThrow(`port ${port} is in use. Stop what listens`);
});
