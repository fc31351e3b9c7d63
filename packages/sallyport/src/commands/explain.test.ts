import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { bob, orders, secret, shop } from '../../../../testing/shop.ts';
import { sallyport } from '../command.fixture.ts';
import { askedBy } from '../explain/asked.ts';
import { startInProcess } from '../in-process.fixture.ts';

let issuer: TestIssuer;
let token: string;
beforeAll(async () => {
  issuer = await startTestIssuer({
    ...shop,
    routes: [
      {
        ...{ path: '/orders/{id}/refund', upstream: 'http://127.0.0.1:1', api: orders },
        require: { permissions: ['orders:refund'] },
      },
    ],
    clients: [
      ...shop.clients,
      {
        ...{ id: 'ops', name: 'Operations', type: 'service', secret: secret('ops') },
        ...{ grants: ['client_credentials'], roles: ['administrator'] },
      },
    ],
  });
  const audience = `${issuer.url}/admin/v1`;
  await issuer.context.sql`update clients set apis = ${[audience]} where id = 'ops'`;
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: formatBasic({ id: 'ops', secret: secret('ops') }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(() => issuer.close());

test('what a person would get, why, what would mend it, and what if', async () => {
  const file = join(inject('directory'), 'token-of-explain');
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  const { code, stdout, stderr } = await startInProcess([
    ...['explain', 'POST', '/orders/42/refund', '--user', bob.email],
    ...['--give-groups', 'staff', '--issuer', issuer.url, '--token-file', file],
  ]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      `Now: 403 insufficient_scope. This needs the permission orders:refund at ${orders}.`,
      `  ✗ permission orders:refund: The route needs the permission orders:refund at ${orders}.`,
      '      → Give the role support.',
      'With what you try: allowed. Every requirement of the route is met.',
      '      by group staff → role support',
      '  gained: roles support',
    ]),
  );
});

test('an id that no gateway knows is an error with a sentence, and for programs the same is JSON', async () => {
  const env = { SALLYPORT_TOKEN: token, SALLYPORT_ISSUER: issuer.url };
  const unknown = await startInProcess(['explain', 'chosen-by-a-caller'], { env }).ended;
  const json = await sallyport(['explain', '--client', 'shop-api', '--api', orders, '--json'], env)
    .ended;
  expect(unknown).toMatchObject({
    ...{ code: 1, stdout: '' },
    stderr: expect.stringMatching(/^No gateway has a receipt under this id\./),
  });
  expect(JSON.parse(json.stdout)).toMatchObject({ allowed: true, subject: { id: 'shop-api' } });
});

describe('what cannot be asked is told before anything is sent:', () => {
  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['no issuer', ['x'], { SALLYPORT_TOKEN: 't' }, /^Name the issuer/],
    ['no token', ['x', '--issuer', 'https://id.example'], {}, /SALLYPORT_TOKEN/],
    [
      'a token over plain HTTP to another machine',
      ['x', '--issuer', 'http://id.example'],
      { SALLYPORT_TOKEN: 't' },
      /over https alone/,
    ],
  ])('%s', async (_, args, env, sentence) => {
    const none = { SALLYPORT_TOKEN: '', SALLYPORT_ISSUER: '' };
    const surroundings = { env: { ...none, ...env } };
    const { code, stderr } = await startInProcess(['explain', ...args], surroundings).ended;
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });
});

test.each([
  [['GET', '/a?token=x#y'], { method: 'GET', path: '/a' }],
  [['/a'], { method: 'GET', path: '/a' }],
  [
    ['POST', 'https://shop.example:8443/a/%62?q'],
    { method: 'POST', host: 'shop.example:8443', path: '/a/%62' },
  ],
  [['GET', 'https://shop.example'], { method: 'GET', host: 'shop.example', path: '/' }],
])('%j is the request %j', ([first, second], request) => {
  expect(askedBy(first, second, { user: 'u' }).body).toMatchObject(request);
});
