import { afterEach, beforeEach, expect, test } from 'vitest';
import { asAlice, ask2, connectPlain, type Http2Answer } from '../http2/asking.fixture.ts';
import { ask, createWorld, echo, type World } from '../testing/gateway.fixture.ts';

let world: World;
let reached: number;
beforeEach(async () => {
  reached = 0;
  const upstream: typeof echo = (request, response) => {
    reached += 1;
    echo(request, response);
  };
  world = await createWorld({ upstream });
});
afterEach(() => world.close());

type Answer = Pick<Http2Answer, 'status' | 'json'>;
type Ask = (expectation: string, path: string) => Promise<Answer>;

const byHttp1: Ask = (expectation, path) =>
  ask(world.port, path, {
    method: 'POST',
    headers: { ...asAlice, expect: expectation },
    body: 'x',
  });

const byHttp2: Ask = async (expectation, path) => {
  const session = connectPlain(world.port);
  try {
    return await ask2(session, path, { ':method': 'POST', expect: expectation, body: 'x' });
  } finally {
    session.close();
  }
};

const lines = () =>
  world.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');

test.each([
  ['HTTP/1.1', byHttp1],
  ['HTTP/2', byHttp2],
])(
  'what nobody here can meet is refused over %s, and 100-continue is met',
  async (protocol, by) => {
    for (const expectation of ['200-ok', '100-continue, other', '100-continue;a=b', '']) {
      const answer = await by(expectation, '/api/a');
      expect([expectation, answer.status]).toEqual([expectation, 417]);
      expect(answer.json()).toMatchObject({ error: 'invalid_request' });
    }
    expect(reached).toBe(0);
    expect((await by('100-Continue', '/api/a')).status).toBe(200);
    expect(lines().map(({ status }) => status)).toEqual([417, 417, 417, 417, 200]);
    expect(lines().map((line) => line.protocol)).toEqual(Array(5).fill(protocol));
  },
);

test('a proxy that asks about a request is answered, whatever its caller expects', async () => {
  const headers = { ...asAlice, 'x-original-method': 'POST', 'x-original-uri': '/api/a' };
  const answer = await ask(world.decidePort, '/decide', { headers: { ...headers, expect: 'x' } });
  expect(answer.status).toBe(200);
});
