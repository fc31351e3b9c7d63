import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import type { SwapRequest } from '@sallyport/protocol/internal.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
  swapped,
  type World,
} from '../testing/gateway.fixture.ts';

const right = formatBasic({ id: 'shop-api', secret: 's e:c' });

let world: World;
beforeEach(async () => {
  world = await createWorld({
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [
        { ...route!, path: '/both', authenticate: ['client_secret', 'bearer'] },
        { ...route!, path: '/secret', authenticate: ['client_secret'] },
        { ...route!, path: '/token' },
      ];
      const { swap } = issuer;
      issuer.swap = (token, audience) => {
        if (!token.startsWith('Basic ')) return swap(token, audience);
        return token === right
          ? swapped('shop-api', { kind: 'client' }, ['client:shop-api'])
          : { ok: false, error: 'invalid_client', error_description: 'Wrong.', retry_after: 7 };
      };
    },
  });
});
afterEach(() => world.close());

const get = (path: string, authorization?: string) =>
  ask(world.port, path, { headers: authorization === undefined ? {} : { authorization } });

const asked = () =>
  world.issuer.asked('/internal/swap').flatMap((body) => (body as SwapRequest).swaps);

test('a secret is asked about once, and again when its client changes', async () => {
  // The same credentials in another spelling.
  for (const authorization of [right, right.replace('Basic', 'basic '), right]) {
    const answer = await get('/secret', authorization);
    expect(answer.status).toBe(200);
    expect(answer.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-shop-api' });
  }
  expect(asked()).toEqual([
    { token: right, audience: 'https://orders.example', network: '127.0.0.1' },
  ]);
  await world.issuer.change('client:shop-api');
  expect((await get('/both', right)).status).toBe(200);
  expect(asked().length).toBe(2);
});

test('what is known by its secret passes no route that wants a token, and the other way round', async () => {
  await get('/both', right);
  await get('/both', right);
  expect((await get('/token', right)).status).toBe(400);
  const { authorization } = bearer(accessToken('alice'));
  expect((await get('/both', authorization)).status).toBe(200);
  expect((await get('/both', authorization)).status).toBe(200);
  expect((await get('/secret', authorization)).status).toBe(401);
});

test.each([
  ['none', undefined, 'invalid_token'],
  ['a wrong one', formatBasic({ id: 'shop-api', secret: 'wrong' }), 'invalid_client'],
  ['a malformed one', 'Basic !', 'invalid_client'],
  ['one that is too long', `Basic ${'a'.repeat(12_000)}`, 'invalid_client'],
])('%s is refused with a challenge', async (_, authorization, error) => {
  const answer = await get('/secret', authorization);
  expect([answer.status, answer.json()['error']]).toEqual([401, error]);
  expect(answer.headers['www-authenticate']).toContain('Basic realm="sallyport", charset="UTF-8"');
  expect(answer.headers['retry-after']).toBe(_ === 'a wrong one' ? '7' : undefined);
  expect(world.logged.join('')).not.toContain('wrong');
});

test('a challenge names only what the route accepts', async () => {
  const secretOnly = await get('/secret');
  expect(secretOnly.headers['www-authenticate']).toBe('Basic realm="sallyport", charset="UTF-8"');
  const both = await get('/both');
  expect(both.headers['www-authenticate']).toMatch(/^Bearer .*, Basic /);
});
