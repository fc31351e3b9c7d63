import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** What a service would build links and redirects from. */
test.each([
  ['another host', '/api/orders', 'evil.example'],
  ['another host in absolute form', 'http://evil.example/api/orders', 'localhost:8080'],
  ['another port', '/api/orders', 'localhost:1'],
  ['a host that looks like user information', '/api/orders', 'localhost:8080@evil.example'],
  ['no host', '/api/orders', ''],
])('%s is not what the upstream is told', async (_, target, host) => {
  const token = accessToken('alice');
  const answer = await raw(
    world.port,
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toContain('"x-forwarded-host":"localhost:8080"');
  expect(answer).not.toContain('evil');
});
