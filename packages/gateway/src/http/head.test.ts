import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken, createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld({
    settings: {
      applications: [
        { host: 'shop.example', path: '/', client: 'shop', client_secret: 's', scopes: [] },
      ],
    },
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [
        route!,
        { ...route!, path: '/api/refunds', require: { permissions: ['orders:refund'] } },
        { ...route!, path: '/api/writes', methods: ['POST'] },
        { ...route!, path: '/gone', upstream: 'http://127.0.0.1:1' },
      ];
    },
  });
});

afterAll(async () => {
  await world.close();
});

const asAlice = `Authorization: Bearer ${accessToken('alice')}\r\n`;
const front = () => world.port;
const decide = () => world.decidePort;
const about = (path: string) => `X-Forwarded-Method: GET\r\nX-Forwarded-Uri: ${path}\r\n`;

async function head(port: number, path: string, headers: string) {
  const text = `HEAD ${path} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n${headers}\r\n`;
  const answer = await raw(port, text);
  const end = answer.indexOf('\r\n\r\n') + 4;
  const length = Number(/^content-length: (\d+)\r$/im.exec(answer)?.[1]);
  return { status: Number(answer.slice(9, 12)), length, body: answer.slice(end) };
}

describe('HEAD is answered without a body, and with the length that GET has', () => {
  test.each([
    ['no credentials', front, '/api/x', '', 401],
    ['not a bearer token', front, '/api/x', 'Authorization: Basic YTpi\r\n', 400],
    ['a refused token', front, '/api/x', `Authorization: Bearer ${accessToken('x')}\r\n`, 401],
    ['a missing permission', front, '/api/refunds', asAlice, 403],
    ['another method', front, '/api/writes', asAlice, 405],
    ['an odd path', front, '/api//x', asAlice, 400],
    ['an unintelligible request', front, '/api/x', `${asAlice}${asAlice}`, 400],
    ['a dead upstream', front, '/gone', asAlice, 502],
    ['no file', front, '/nothing', '', 404],
    ['the token handler', front, '/auth/session', '', 405],
    ['a decision that refuses', decide, '/decide', about('/api/x'), 401],
    ['a decision about nothing', decide, '/decide', '', 403],
    ['health', decide, '/health/live', '', 200],
    ['readiness', decide, '/health/ready', '', 200],
    ['nothing on that port', decide, '/other', '', 404],
  ])('%s', async (_, port, path, headers, status) => {
    const answer = await head(port(), path, headers);
    expect([answer.status, answer.body]).toEqual([status, '']);
    expect(answer.length).toBeGreaterThan(0);
  });

  test('a decision that permits', async () => {
    const answer = await head(world.decidePort, '/decide', asAlice + about('/api/x'));
    expect(answer).toEqual({ status: 200, length: 0, body: '' });
  });
});
