import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  const operator = {
    id: 'operator',
    name: 'Operator',
    type: 'service',
    secret: secret('operator'),
    grants: ['client_credentials'],
    roles: ['administrator'],
  };
  issuer = await startTestIssuer(shop);
  const apis = [`${issuer.url}/admin/v1`];
  const clients = [...shop.clients, { ...operator, apis }];
  await applyConfiguration(declarationSchema.parse({ ...shop, clients }), issuer.context);
});
afterAll(() => issuer.close());

const nul = '\0';
const json = { 'content-type': 'application/json' };
const maker = basic('shop-api', secret('shop-api'));

const form = (
  path: string,
  fields: Record<string, string>,
  authorization?: string,
  base = issuer.url,
) =>
  fetch(base + path, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(fields),
  });

const makeLink = (changes: object) =>
  fetch(`${issuer.url}/links`, {
    method: 'POST',
    headers: { ...json, authorization: maker },
    body: JSON.stringify({
      url: 'https://shop.example/landing',
      api: orders,
      permissions: ['orders:read'],
      ...changes,
    }),
  });

const grant_type = 'client_credentials';

describe('a NUL is answered with an error of the caller, never with a 500:', () => {
  const cases: [where: string, status: number, send: () => Promise<Response>][] = [
    ['in a form', 400, () => form('/token', { grant_type, client_id: nul, client_secret: 'x' })],
    ['in the name of a field', 400, () => form('/token', { grant_type, [nul]: 'x' })],
    ['in Basic credentials', 401, () => form('/token', { grant_type }, basic(nul, 'x'))],
    [
      'in the gateway’s credentials',
      401,
      () => form('/internal/swap', {}, basic(nul, 'x'), issuer.internalUrl),
    ],
    ['in a query', 400, () => fetch(`${issuer.url}/authorize?client_id=%00`)],
    ['in a path', 400, () => fetch(`${issuer.url}/federation/%00/callback`)],
    ['in a field of a JSON document', 400, () => makeLink({ subject: nul })],
    ['in JSON that is kept as it is', 400, () => makeLink({ metadata: { note: nul } })],
    ['in a name in JSON', 400, () => makeLink({ metadata: { [nul]: 1 } })],
    ['half a character in JSON', 400, () => makeLink({ metadata: { note: '\ud800' } })],
  ];
  test.each(cases)('%s', async (_, status, send) => {
    expect((await send()).status).toBe(status);
  });

  test('in a query of the admin API', async () => {
    const answer = await form('/token', { grant_type }, basic('operator', secret('operator')));
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const users = (query: string) =>
      fetch(`${issuer.url}/admin/v1/users${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await users('?email=%00')).status).toBe(400);
    expect((await users('')).status).toBe(200);
  });
});

test('other escapes are text like any other', async () => {
  expect((await makeLink({ metadata: { note: 'a\\u0000b \u0001 \ud83d\ude00' } })).status).toBe(
    201,
  );
});

describe('a body is not guessed at:', () => {
  const link = { url: 'https://shop.example/landing', api: orders, permissions: ['orders:read'] };
  const text = JSON.stringify({ ...link, metadata: { note: 'ÿ' } });
  const send = (body: Buffer, more: Record<string, string> = {}) =>
    fetch(`${issuer.url}/links`, {
      method: 'POST',
      headers: { ...json, authorization: maker, ...more },
      body,
    });

  test.each([
    ['UTF-8', 201, Buffer.from(text), {}],
    ['Latin-1', 400, Buffer.from(text, 'latin1'), {}],
    ['not encoded', 201, Buffer.from(text), { 'content-encoding': 'identity' }],
    ['compressed', 415, gzipSync(text), { 'content-encoding': 'gzip' }],
    ['said to be compressed', 415, Buffer.from(text), { 'content-encoding': 'br' }],
  ])('%s', async (_, status, body, more) => {
    expect((await send(body, more)).status).toBe(status);
  });
});

test('the requests of other callers do not fail with it', async () => {
  const good = () => form('/token', { grant_type }, maker);
  const bad = () => form('/token', { grant_type, client_id: nul, client_secret: 'x' });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? bad : good)()));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(10);
});
