import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({
    settings: {
      proxies: { networks: ['127.0.0.0/8'], header: 'x-forwarded-for', protocol: false },
    },
  });
});
afterAll(() => world.close());

async function told(headers: Record<string, string>): Promise<Record<string, unknown>> {
  const answer = await ask(world.port, '/api/orders', {
    headers: { ...bearer(accessToken('alice')), ...headers },
  });
  return answer.json()['headers'] as Record<string, unknown>;
}

test('the service sees the caller of a trusted proxy, and nothing that the caller made up', async () => {
  const headers = {
    'x-forwarded-for': '192.0.2.1, 203.0.113.7',
    'x-forwarded-proto': 'https',
    'x-real-ip': '192.0.2.1',
    forwarded: 'for=192.0.2.1;proto=http',
  };
  const seen = await told(headers);
  expect(seen).toMatchObject({
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
    'x-real-ip': '203.0.113.7',
  });
  expect(seen).not.toHaveProperty('forwarded');
});

test('without a word of the proxy, the proxy is the caller', async () => {
  expect(await told({})).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
  });
});
