import { expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld } from '../testing/gateway.fixture.ts';
import { reasonToWithhold } from './withheld-headers.ts';

/** CGI, WSGI, Rack and PHP hand these to a program by the same name as the header with hyphens. */
test.each([
  ['Content_Length', 'lookalike'],
  ['CONTENT_LENGTH', 'lookalike'],
  ['Content.Length', 'lookalike'],
  ['Content_Type', 'lookalike'],
  ['Transfer_Encoding', 'hop_by_hop'],
  ['X_Forwarded_For', 'replaced'],
  ['X.Forwarded.For', 'replaced'],
  ['X-Forwarded~For', 'replaced'],
  ['X_Forwarded-Client_Cert', 'address'],
  ['Remote_User', 'identity'],
  ['X!Auth!Request!User', 'identity'],
  ['Authorization_', 'lookalike'],
  ['_Cookie', 'lookalike'],
  ['Sec_Fetch_Site', 'lookalike'],
  ['api_key', 'lookalike'],
])('%s: %s', (name, reason) => {
  expect(reasonToWithhold(name)).toBe(reason);
});

test('none reaches an upstream', async () => {
  await using world = await disposable();
  const headers = {
    Content_Length: '9',
    'Transfer.Encoding': 'chunked',
    Remote_User: 'root',
    a: '1',
  };
  const answer = await ask(world.port, '/api/orders', {
    headers: { ...bearer(accessToken('alice')), ...headers },
  });
  const { rawHeaders } = answer.json() as { rawHeaders: string[] };
  expect(rawHeaders.filter((name) => /length|encoding|user/i.test(name))).toEqual([]);
  expect(rawHeaders).toContain('a');
});

async function disposable() {
  const world = await createWorld();
  return { port: world.port, [Symbol.asyncDispose]: () => world.close() };
}
