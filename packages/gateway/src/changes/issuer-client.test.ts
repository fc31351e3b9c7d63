import { afterEach, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';

let world: World;
const cookieKey = Buffer.alloc(32);
const application = {
  host: 'shop.example',
  path: '/',
  client: 'shop',
  client_secret: 's',
  scopes: [],
};
const cookie = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 600_000,
});

async function withTimeout(issuerTimeout: number): Promise<void> {
  world = await createWorld({
    settings: { cookieKeys: [cookieKey], applications: [application], limits: { issuerTimeout } },
  });
  world.issuer.answers['/internal/session'] = () => ({
    status: 200,
    body: { user: { sub: 'alice' }, roles: [], permissions: {} },
  });
  world.issuer.answers['/internal/sign-out'] = () => ({ status: 204, body: null });
}

const whoIsSignedIn = () =>
  ask(world.port, '/auth/session', { headers: { host: 'shop.example', cookie } });

/** Forty browsers whose questions the issuer does not answer; each is asked twice at most. */
async function hang(): Promise<{ answers: Promise<Answered>[]; release(): void }> {
  const holds = Array.from({ length: 80 }, () => world.issuer.hold('/internal/session'));
  const answers = Array.from({ length: 40 }, whoIsSignedIn);
  await world.issuer.until(() => world.issuer.asked('/internal/session').length >= 32);
  return { answers, release: () => holds.forEach(({ release }) => void release()) };
}

afterEach(async () => {
  await world.close();
});

test('what browsers make the gateway ask keeps it from neither changes nor swaps', async () => {
  await withTimeout(20_000);
  const { answers, release } = await hang();
  await world.issuer.change('user:other');
  const answer = await ask(world.port, '/api/x', { headers: bearer(accessToken('bob')) });
  expect(answer.status).toBe(200);
  release();
  expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
});

test('who waits for an issuer that does not answer is told to come back', async () => {
  await withTimeout(200);
  const { answers, release } = await hang();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([503]));
  release();
});

test('a sign-out may take as long as a take-away does', async () => {
  await withTimeout(200);
  const hold = world.issuer.hold('/internal/sign-out');
  const headers = {
    ...{ host: 'shop.example', cookie, origin: 'http://shop.example' },
    'content-type': 'application/json',
  };
  const answer = ask(world.port, '/auth/logout', { method: 'POST', headers, body: '{}' });
  await hold.reached;
  // When this has been given up, so would the other one have been.
  for (const _ of [1, 2]) world.issuer.hold('/internal/session');
  expect((await whoIsSignedIn()).status).toBe(503);
  hold.release();
  expect((await answer).status).toBe(200);
});
