import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [
        { ...route!, host: '*.shop.example', path: '/*' },
        { ...route!, host: 'admin.shop.example', require: { permissions: ['admin'] }, path: '/*' },
        route!,
      ];
    },
  });
});
afterAll(() => world.close());

async function get(host: string, path = '/api/x') {
  const headers = { ...bearer(accessToken('alice')), host };
  const answer = await ask(world.port, path, { headers });
  const sent = answer.json()['headers'] as Record<string, string> | undefined;
  return [answer.status, sent?.['x-forwarded-host']];
}

test('a route is for its hosts, and services are told of them', async () => {
  expect(await get('eu.shop.example:8443', '/x')).toEqual([200, 'eu.shop.example:8443']);
  expect(await get('admin.shop.example', '/x')).toEqual([403, undefined]);
  expect(await get('shop.example', '/x')).toEqual([404, undefined]);
  expect(await get('shop.example')).toEqual([200, 'localhost:8080']);
});

test('the decision endpoint judges by the host that the proxy names', async () => {
  const decide = async (host: string) => {
    const headers = {
      ...bearer(accessToken('alice')),
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/x',
      'x-forwarded-host': host,
    };
    return (await ask(world.decidePort, '/decide', { headers })).status;
  };
  expect([await decide('Eu.shop.example'), await decide('admin.shop.example')]).toEqual([200, 403]);
});
