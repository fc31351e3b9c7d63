import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { express4Service, expressService } from './frameworks/express.fixture.ts';
import { fastifyService } from './frameworks/fastify.fixture.ts';
import { honoService } from './frameworks/hono.fixture.ts';
import { nestOnExpressService, nestOnFastifyService } from './frameworks/nest.fixture.ts';
import { requestResponseService } from './frameworks/request-response.fixture.ts';
import { type MakeService, orderDetail } from './frameworks/service.fixture.ts';
import { audience, close, listen, startIssuer, type TestIssuer } from './issuer.fixture.ts';

let issuer: TestIssuer;
let service: Server;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
afterEach(() => close(service));

async function serve(makeService: MakeService): Promise<string> {
  service = createServer(await makeService({ issuer: issuer.url, audience }));
  return listen(service);
}

const frameworks: [string, MakeService][] = [
  ['Express', expressService],
  ['Express 4', express4Service],
  ['Fastify', fastifyService],
  ['Hono', honoService],
  ['NestJS on Express', nestOnExpressService],
  ['NestJS on Fastify', nestOnFastifyService],
];

describe.each([
  ...frameworks,
  ['Request and Response', requestResponseService] satisfies [string, MakeService],
])('%s', (_framework, makeService) => {
  async function send(path: string, authorization?: string, method = 'GET'): Promise<Response> {
    const url = await serve(makeService);
    return fetch(url + path, { method, headers: authorization ? { authorization } : {} });
  }

  test('a good token comes in, and the route knows who it is', async () => {
    const response = await send('/whoami', `Bearer ${await issuer.token()}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ subject: 'user-1' });
  });

  test('without a token: 401 and a challenge without an error code', async () => {
    const response = await send('/whoami');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="sallyport"');
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: 'This request needs an access token.',
    });
  });

  test('with a bad token: 401 and the reason, in the challenge and in JSON', async () => {
    const token = await issuer.token({ aud: 'https://reports.example' });
    const response = await send('/whoami', `Bearer ${token}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="sallyport", error="invalid_token", error_description="The access token is meant for another API."',
    );
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: 'The access token is meant for another API.',
    });
  });

  test('with a malformed header: 400', async () => {
    const response = await send('/whoami', 'Bearer one two');
    expect(response.status).toBe(400);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_request"');
  });

  test('with two headers: 400, even if the first one is good', async () => {
    const twice = request(`${await serve(makeService)}/whoami`);
    twice.setHeader('authorization', [`Bearer ${await issuer.token()}`, 'Bearer other']).end();
    const [response] = (await once(twice, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    expect(response.headers['www-authenticate']).toContain('error="invalid_request"');
  });

  test('without the permission: 403 that names it', async () => {
    const response = await send('/refund', `Bearer ${await issuer.token()}`, 'POST');
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await response.json()).toEqual({
      error: 'insufficient_scope',
      error_description: 'This needs orders:refund.',
    });
  });

  test('with the permission: 200', async () => {
    const token = await issuer.token({ permissions: ['orders:refund'] });
    const response = await send('/refund', `Bearer ${token}`, 'POST');
    expect(response.status).toBe(200);
  });

  test('a token for one order opens that order', async () => {
    const token = await issuer.token({
      permissions: [],
      authorization_details: [orderDetail('42')],
    });
    expect((await send('/orders/42', `Bearer ${token}`)).status).toBe(200);
  });

  test('and no other, whatever its permissions say', async () => {
    const token = await issuer.token({
      permissions: ['orders:read'],
      authorization_details: [orderDetail('42')],
    });
    expect((await send('/orders/41', `Bearer ${token}`)).status).toBe(403);
  });

  test('keys that cannot be had: 503, when to come back, and nothing from inside', async () => {
    issuer.status = 500;
    try {
      const response = await send('/whoami', `Bearer ${await issuer.token()}`);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(response.headers.get('www-authenticate')).toBeNull();
      expect(await response.json()).toEqual({
        error: 'temporarily_unavailable',
        error_description: 'Tokens cannot be checked at the moment.',
      });
    } finally {
      issuer.status = 200;
    }
  });
});

test.each(frameworks)('%s: a route that forgot the guard is closed', async (_name, makeService) => {
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  expect((await fetch(`${await serve(makeService)}/early`, { headers })).status).toBe(500);
});
