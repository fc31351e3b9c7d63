import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { joinSilently } from '../../../../testing/silent-gateway.ts';
import { createRates } from '../listen/rate-limiter.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop, { logRequests: true });
});
afterAll(() => issuer.close());
afterEach(() => {
  issuer.context.thinned.flush();
  Object.assign(issuer.context.rates, createRates(issuer.context.clock));
  issuer.logged.length = 0;
});

const lines = (msg: string) =>
  issuer.logged.map((line) => JSON.parse(line)).filter((line) => line.msg.startsWith(msg));

interface TokenRequest {
  client?: string;
  given?: string;
  localAddress?: string;
  path?: string;
}

function askForToken({ client = 'shop-api', given, localAddress, path = '/token' }: TokenRequest) {
  const { port } = new URL(issuer.url);
  const headers = {
    authorization: basic(client, given ?? secret(client)),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const to = { port, host: '127.0.0.1', localAddress, path, method: 'POST', headers, agent: false };
  return new Promise<{ status: number; retryAfter: string | undefined; id: string }>(
    (resolve, reject) => {
      httpRequest(to, (answer) => {
        answer.resume().once('end', () =>
          resolve({
            status: answer.statusCode!,
            retryAfter: answer.headers['retry-after'],
            id: String(answer.headers['x-request-id']),
          }),
        );
      })
        .once('error', reject)
        .end('grant_type=client_credentials&token=x');
    },
  );
}

const guess = 'a wrong secret of 32 characters or so';

describe('a client that is refused', () => {
  test('leaves a warning with its name, its address and the reason, and how often', async () => {
    for (let at = 0; at < 9; at++) {
      expect((await askForToken({ given: guess })).status).toBe(401);
    }
    const facts = {
      level: 40,
      code: 'invalid_client',
      client: 'shop-api',
      network: '127.0.0.1',
      reason: 'wrong secret',
    };
    expect(lines('refused')).toEqual([
      expect.objectContaining({ ...facts, address: '127.0.0.1', requestId: expect.any(String) }),
    ]);
    issuer.context.thinned.flush();
    expect(lines('refused').slice(1)).toEqual([expect.objectContaining({ ...facts, more: 8 })]);
    expect(issuer.logged.join()).not.toContain(guess);
  });

  test('is found by the number in its answer', async () => {
    const { id } = await askForToken({ client: 'no-such-client', given: guess });
    expect(lines('refused')).toEqual([
      expect.objectContaining({
        requestId: id,
        client: 'no-such-client',
        reason: 'unknown client',
      }),
    ]);
  });
});

describe('wrong secrets', () => {
  test.each(['/token', '/introspect', '/revoke', '/links'])(
    'at %s are not looked at after twenty, and say when to come back',
    async (path) => {
      for (let at = 0; at < 20; at++) await askForToken({ given: guess, path });
      const { status, retryAfter } = await askForToken({ given: guess, path });
      expect(status).toBe(429);
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(Number(retryAfter)).toBeLessThanOrEqual(60);
    },
  );

  describe('are counted for the client that is looked at, whatever else the request names:', () => {
    const usual = 'application/x-www-form-urlencoded';
    const credentials = `client_id=shop-api&client_secret=${guess}`;
    test.each<[string, (at: number) => [string, string, string]]>([
      ['in the body', () => ['', usual, credentials]],
      ['beside another one in the query', (at) => [`?client_id=other-${at}`, usual, credentials]],
      ['after one without a value', () => ['', usual, `client_id=&${credentials}`]],
      ['after a byte order mark', () => ['', usual, `\ufeff${credentials}`]],
      ['in a type in capitals', () => ['', usual.toUpperCase(), credentials]],
    ])('%s', async (_, of) => {
      const ask = async (at: number) => {
        const [query, type, body] = of(at);
        const headers = { 'content-type': type };
        const init = { method: 'POST', headers, body };
        const answer = await fetch(`${issuer.url}/token${query}`, init);
        await answer.arrayBuffer();
        return answer.status;
      };
      for (let at = 0; at < 20; at++) expect(await ask(at)).toBe(401);
      expect(await ask(20)).toBe(429);
    });

    test('in a body in chunks', async () => {
      const ask = async () => {
        const body = new Blob([credentials]).stream();
        const init = { method: 'POST', headers: { 'content-type': usual }, body, duplex: 'half' };
        const answer = await fetch(`${issuer.url}/token`, init as RequestInit);
        await answer.arrayBuffer();
        return answer.status;
      };
      for (let at = 0; at < 20; at++) expect(await ask()).toBe(401);
      expect(await ask()).toBe(429);
    });
  });

  test.each(['/token', '/revoke'])('are counted at %s for gateways, too', async (path) => {
    const ask = async () => {
      const headers = { authorization: basic('shop-api', guess) };
      const body = new URLSearchParams({ grant_type: 'client_credentials', token: 'junk' });
      const init = { method: 'POST', headers, body };
      return (await fetch(issuer.internalUrl + path, init)).status;
    };
    for (let at = 0; at < 20; at++) expect(await ask()).toBe(401);
    expect(await ask()).toBe(429);
  });

  test('of strangers do not lock the client out, nor other clients of their network', async () => {
    for (let at = 0; at < 21; at++) await askForToken({ given: guess });
    expect((await askForToken({})).status).toBe(429);
    expect((await askForToken({ localAddress: '127.0.0.2' })).status).toBe(200);
    expect((await askForToken({ client: 'shop-web', given: guess })).status).toBe(401);
  });
});

test('sign-ins that one network begins are bounded, and the application hears of it', async () => {
  const query = new URLSearchParams({
    client_id: 'shop-web',
    redirect_uri: webRedirect,
    response_type: 'code',
    scope: 'openid',
    state: 'a-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const begin = () => fetch(`${issuer.url}/authorize?${query}`, { redirect: 'manual' });
  const { rates, sql } = issuer.context;
  expect((await begin()).headers.get('location')).toMatch(/^\/sign-in\//);
  const [{ count }] = await sql<
    [{ count: number }]
  >`select count(*)::int from authorization_requests`;
  for (let at = 1; at < 600; at++) {
    for (const network of ['127.0.0.1', '::/64']) rates.signInsBegun.count(network);
  }
  rates.signInsBegun.count('::/64');
  const answer = await begin();
  const location = new URL(answer.headers.get('location')!);
  expect(location.origin).toBe(new URL(webRedirect).origin);
  expect(location.searchParams.get('error')).toBe('temporarily_unavailable');
  expect(location.searchParams.get('state')).toBe('a-state');
  expect(await sql`select count(*)::int from authorization_requests`).toEqual([{ count }]);
});

describe('every request is a line', () => {
  test('with method, path without query, status and duration', async () => {
    await (await fetch(`${issuer.url}/nothing?code=secret`)).arrayBuffer();
    await expect
      .poll(() => lines('request'))
      .toEqual([
        expect.objectContaining({
          method: 'GET',
          path: '/nothing',
          status: 404,
          ms: expect.any(Number),
          address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
          requestId: expect.any(String),
        }),
      ]);
    expect(issuer.logged.join()).not.toContain('secret');
  });

  test('but for leases, changes and health checks that go well', async () => {
    const gateway = await joinSilently(issuer);
    for (const path of ['live', 'ready']) await fetch(`${issuer.url}/health/${path}`);
    const { internalUrl, gatewayAuthorization: authorization } = issuer;
    const refused = { method: 'POST', headers: { authorization }, body: 'nonsense' };
    await (await fetch(`${internalUrl}/internal/lease`, refused)).arrayBuffer();
    await gateway.catchUp();
    const paths = () => lines('request').map(({ path }) => path.slice('/internal/'.length));
    await expect.poll(paths).toEqual(['members', 'lease', 'leave']);
    expect(lines('request')[1].status).toBeGreaterThanOrEqual(400);
  });

  test('without what is secret in a path', async () => {
    const id = 'q'.repeat(43);
    await (await fetch(`${issuer.url}/sign-in/${id}`)).arrayBuffer();
    await expect.poll(() => lines('request')).toHaveLength(1);
    expect(lines('request')[0].path).toBe('/sign-in/…');
    expect(issuer.logged.join()).not.toContain(id);
  });
});
