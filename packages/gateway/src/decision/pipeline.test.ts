import { formatToken } from '@sallyport/protocol/token-format.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
const get = (token = accessToken('alice')) => ask(world.port, '/api/x', { headers: bearer(token) });

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.close();
});

test('a token that is too long does not reach the issuer', async () => {
  expect((await get(formatToken('access', 'a'.repeat(9_000)))).status).toBe(401);
  expect(world.issuer.asked('/internal/swap')).toEqual([]);
});

test.each(['/internal/swap', '/internal/routes'])(
  'an issuer that refuses %s is an issuer that is not there',
  async (path) => {
    const body = { error: 'invalid_client', error_description: 'Wrong secret.' };
    world.issuer.answers[path] = () => ({ status: 401, body });
    // Without a lease, both are asked for each request.
    world.issuer.failing.add('/internal/lease');
    world.clock.push(60_000);
    const answer = await get();
    expect([answer.status, answer.json()['error'], answer.headers['retry-after']]).toEqual([
      503,
      'temporarily_unavailable',
      '1',
    ]);
    expect(answer.text).not.toContain('secret');
  },
);

test('a sign-in that is not enough for the API is told with what would be', async () => {
  world.issuer.swap = () => ({
    ok: false,
    error: 'insufficient_user_authentication',
    error_description: 'This API needs a sign-in with acr aal2.',
    acr_values: ['aal2'],
  });
  const { status, headers } = await get();
  expect([status, headers['www-authenticate']]).toEqual([
    401,
    'Bearer realm="sallyport", error="insufficient_user_authentication", ' +
      'error_description="This API needs a sign-in with acr aal2.", acr_values="aal2"',
  ]);
});
