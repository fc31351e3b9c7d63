import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { issuerMetrics } from './definitions.ts';

let issuer: TestIssuer;

const service = { id: 'orders-service', secret: 'a-secret-of-the-orders-service-000001' };

beforeAll(async () => {
  issuer = await startTestIssuer(
    {
      apis: [{ id: 'https://orders.example', name: 'Orders', permissions: ['orders:read'] }],
      clients: [
        {
          ...service,
          name: 'Orders',
          type: 'service',
          grants: ['client_credentials'],
          scopes: ['links:create'],
          apis: ['https://orders.example'],
          serves: ['https://orders.example'],
        },
      ],
    },
    { logRequests: true },
  );
});
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.logged.length = 0;
});

const authorization = `Basic ${Buffer.from(`${service.id}:${service.secret}`).toString('base64')}`;

function post(path: string, form: Record<string, string>, headers = {}) {
  const body = new URLSearchParams(form);
  return fetch(issuer.url + path, { method: 'POST', headers: { authorization, ...headers }, body });
}

const lines = () =>
  issuer.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'request');

function counted({ name }: MetricDefinition, ...attributes: string[]): Record<string, number> {
  const { points } = issuer.metrics.collect().find(({ definition }) => definition.name === name)!;
  return Object.fromEntries(
    points.map((point) => [
      attributes.map((attribute) => point.attributes[attribute]).join(' '),
      'value' in point ? point.value : point.counts.reduce((before, count) => before + count, 0),
    ]),
  );
}

test('tokens by grant and result, introspections by result, each a line with its client', async () => {
  const grant = { grant_type: 'client_credentials' };
  const answered = await post('/token', grant);
  const { access_token: token } = (await answered.json()) as { access_token: string };
  await post('/token', { ...grant, scope: 'nonsense' });
  await post('/token', { grant_type: 'made up' });
  await post('/introspect', { token });
  await post('/introspect', { token: 'nothing' });
  await expect.poll(lines).toHaveLength(5);
  expect(counted(issuerMetrics.tokens, 'sallyport.grant', 'sallyport.result')).toEqual({
    'client_credentials ok': 1,
    'client_credentials invalid_scope': 1,
    ' unsupported_grant_type': 1,
  });
  expect(counted(issuerMetrics.introspections, 'sallyport.result')).toEqual({
    active: 1,
    inactive: 1,
  });
  expect(lines()[0]).toMatchObject({
    method: 'POST',
    path: '/token',
    route: '/token',
    status: 200,
    client: service.id,
  });
  expect(lines()[1]).toMatchObject({ status: 400, reason: 'invalid_scope', client: service.id });
  expect(issuer.logged.join('')).not.toContain(token);
  expect(issuer.logged.join('')).not.toContain(service.secret);
});

test('requests are counted by the pattern of their endpoint, and those for none together', async () => {
  const id = 'q'.repeat(43);
  await fetch(`${issuer.url}/sign-in/${id}`);
  await fetch(`${issuer.url}/nothing/1`);
  await fetch(`${issuer.url}/nothing/2`, { method: 'PROPFIND' });
  await expect.poll(lines).toHaveLength(3);
  const attributes = ['http.request.method', 'http.route', 'http.response.status_code'];
  expect(counted(issuerMetrics.requests, ...attributes)).toMatchObject({
    'GET /sign-in/:interaction 400': 1,
    'GET  404': 1,
    '_OTHER  404': 1,
  });
});

test('a take-away is measured until no gateway can act on the old state', async () => {
  const { ok: before = 0 } = counted(issuerMetrics.takeAways, 'sallyport.result');
  await issuer.context.changes.takeAway(async () => ['user:alice']);
  expect(counted(issuerMetrics.takeAways, 'sallyport.result')).toEqual({
    ok: before + 1,
    failed: 0,
  });
});

test('connections to the database', () => {
  const counts = counted(issuerMetrics.connections, 'db.client.connection.state');
  expect(counts['idle']! + counts['used']!).toBeGreaterThan(0);
  expect(counted(issuerMetrics.waiting)).toEqual({ '': 0 });
});
