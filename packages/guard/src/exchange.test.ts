import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createExchange, type Exchange } from './exchange.ts';
import { close, listen } from './issuer.fixture.ts';

const reports = 'https://reports.example';

interface Asked {
  authorization: string | undefined;
  fields: Record<string, string>;
}

/** What `/token` answers, and what it was asked. */
let answers: (number: number) => [status: number, body: string];
let asked: Asked[];
let url: string;
let time: number;
let exchange: Exchange;

const server = () =>
  createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    asked.push({
      authorization: request.headers.authorization,
      fields: Object.fromEntries(new URLSearchParams(text)),
    });
    const [status, body] = answers(asked.length);
    response.writeHead(status, { 'content-type': 'application/json', location: '/' }).end(body);
  });

let running: ReturnType<typeof server>;
beforeEach(async () => {
  asked = [];
  time = 1_000_000;
  answers = (number) => [200, JSON.stringify({ access_token: `jwt-${number}`, expires_in: 60 })];
  running = server();
  url = await listen(running);
  exchange = createExchange({
    issuer: `${url}/`,
    clientId: 'orders-service',
    clientSecret: 's:cret',
    now: () => time,
    timeout: 2_000,
  });
});
afterEach(() => close(running));

test('asks as RFC 8693 says, authenticated as the service', async () => {
  expect(await exchange('jwt', reports)).toBe('jwt-1');
  expect(asked).toEqual([
    {
      authorization: `Basic ${btoa('orders-service:s%3Acret')}`,
      fields: {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: 'jwt',
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: reports,
      },
    },
  ]);
});

describe('a token', () => {
  test('is asked for once by many, and kept while enough of its life is left', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => exchange('jwt', reports)));
    expect(new Set(many)).toEqual(new Set(['jwt-1']));
    time += 49_999;
    expect(await exchange('jwt', reports)).toBe('jwt-1');
    time += 1;
    expect(await exchange('jwt', reports)).toBe('jwt-2');
  });

  test('is one for each caller and each API', async () => {
    const three = await Promise.all([
      exchange('jwt', reports),
      exchange('another', reports),
      exchange('jwt', 'https://orders.example'),
    ]);
    expect(new Set(three).size).toBe(3);
  });

  test('that lives briefly is used for half of its life', async () => {
    answers = (number) => [200, JSON.stringify({ access_token: `jwt-${number}`, expires_in: 4 })];
    await exchange('jwt', reports);
    time += 1_999;
    expect(await exchange('jwt', reports)).toBe('jwt-1');
    time += 1;
    expect(await exchange('jwt', reports)).toBe('jwt-2');
  });
});

describe('a failure', () => {
  test.each<[string, number, string, object]>([
    [
      'of the token is named with the issuer’s code',
      400,
      '{"error":"invalid_request","error_description":"The access token has been revoked."}',
      { code: 'invalid_request', status: 400, message: 'The access token has been revoked.' },
    ],
    ['without an error is no answer', 502, '<html>', { code: 'invalid_response', status: 502 }],
    ['to send a token is no answer', 200, '{"expires_in":60}', { code: 'invalid_response' }],
    ['to say how long is no answer', 200, '{"access_token":"x"}', { code: 'invalid_response' }],
    ['by a redirect is not followed', 307, '', { code: 'unreachable' }],
    ['by an answer without an end', 200, ' '.repeat(70_000), { code: 'unreachable' }],
  ])('%s', async (_, status, body, error) => {
    answers = () => [status, body];
    await expect(exchange('jwt', reports)).rejects.toMatchObject({
      name: 'ExchangeError',
      ...error,
    });
  });

  test('is not kept', async () => {
    answers = (number) =>
      number === 1
        ? [503, '{"error":"temporarily_unavailable"}']
        : [200, JSON.stringify({ access_token: 'jwt', expires_in: 60 })];
    await expect(exchange('jwt', reports)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(await exchange('jwt', reports)).toBe('jwt');
  });

  test('to reach the issuer says so', async () => {
    const nowhere = createExchange({
      issuer: 'http://127.0.0.1:1',
      clientId: 'orders-service',
      clientSecret: 'secret',
    });
    await expect(nowhere('jwt', reports)).rejects.toMatchObject({ code: 'unreachable' });
  });
});

test('an issuer that is no URL is refused at once', () => {
  expect(() => createExchange({ issuer: 'x', clientId: 'a', clientSecret: 'b' })).toThrow(
    TypeError,
  );
});
