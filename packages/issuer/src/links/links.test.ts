import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const maker = { authorization: basic('shop-api', secret('shop-api')) };
const json = { 'content-type': 'application/json' };
const shopOrigin = { origin: 'https://shop.example' };
const order42 = { type: 'order', identifier: '42', actions: ['read'] };
const request = {
  url: 'https://shop.example/landing',
  api: orders,
  permissions: ['orders:read'],
  authorization_details: [order42],
};

interface Made {
  id: string;
  url: string;
  token: string;
}

async function make(changes: Record<string, unknown> = {}): Promise<Made> {
  const answer = await fetch(`${issuer.url}/links`, {
    method: 'POST',
    headers: { ...maker, ...json },
    body: JSON.stringify({ ...request, ...changes }),
  });
  expect(answer.status).toBe(201);
  const link = (await answer.json()) as { id: string; url: string };
  return {
    ...link,
    token: new URLSearchParams(new URL(link.url).hash.slice(1)).get('action_token')!,
  };
}

interface Answer {
  status: number;
  error?: string;
  access_token?: string;
}

async function redeem(
  token: string,
  body: Record<string, string> = {},
  headers: Record<string, string> = shopOrigin,
): Promise<Answer> {
  const answer = await fetch(`${issuer.url}/links/redeem`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ action_token: token, ...body }),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function swap(token: string) {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { ...json, authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience: orders }] }),
  });
  const { results } = (await answer.json()) as { results: Record<string, unknown>[] };
  return results[0]!;
}

describe('redeeming', () => {
  test('gives an access token to the one order', async () => {
    const { token } = await make();
    const { access_token, ...answer } = await redeem(token);
    expect(answer).toEqual({
      status: 200,
      token_type: 'Bearer',
      expires_in: 600,
      api: orders,
      permissions: ['orders:read'],
      authorization_details: [order42],
    });
    expect(await swap(access_token!)).toMatchObject({
      ok: true,
      principal: { kind: 'link', permissions: [], authorization_details: [order42] },
    });
  });

  test('by 100 at once gives exactly one token', async () => {
    const { id, token } = await make();
    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ error }) => error === 'used_action_token')).toHaveLength(99);
    const refused = async () => {
      const [row] = await issuer.context.sql`select refused from links where id = ${id}`;
      return row?.['refused'];
    };
    expect(await refused()).toBe(99);
    // Who has the link cannot make the database write without end.
    await Promise.all(Array.from({ length: 5 }, () => redeem(token)));
    expect(await refused()).toBe(100);
  });

  test('works as often as the link says', async () => {
    const { token } = await make({ uses: 3 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test('again with the same retry key gives the same rights, and takes no second use', async () => {
    const { id, token } = await make({ uses: 2 });
    const retry = { retry_key: 'a-key-that-the-page-has-stored' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(token, retry)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const state = await fetch(`${issuer.url}/links/${id}`, { headers: maker });
    expect(await state.json()).toMatchObject({ used: 1, state: 'active' });
  });

  test('reading the link consumes nothing', async () => {
    const { id, token } = await make();
    for (const method of ['GET', 'HEAD']) {
      await fetch(`${issuer.url}/links/redeem?action_token=${token}`, { method });
    }
    await fetch(`${issuer.url}/links/${id}`, { headers: maker });
    expect((await redeem(token)).status).toBe(200);
  });
});

test('whom it is for is its maker’s word, and never the subject of its tokens', async () => {
  const { sql } = issuer.context;
  const [alice] = await sql<{ id: string }[]>`
    select id from users where email = 'alice@example.com'`;
  const { id, token } = await make({ subject: alice!.id });
  const { access_token } = await redeem(token);
  const swapped = (await swap(access_token!)) as { jwt: string; principal: object };
  expect(swapped.principal).toMatchObject({ kind: 'link', sub: `link:${id}` });
  expect(decodeJwt(swapped.jwt)).toMatchObject({
    sub: `link:${id}`,
    sub_kind: 'link',
    link_subject: alice!.id,
  });
});

describe('what its client loses', () => {
  const losing = async (work: () => Promise<void>) => {
    const { sql } = issuer.context;
    await sql`delete from client_roles where client_id = 'shop-api'`;
    await work();
    await sql`insert into client_roles values ('shop-api', 'support')`;
  };

  test.each([
    ['one order', [order42]],
    ['no order in particular', []],
  ])('its link to %s loses too', async (_, authorization_details) => {
    const { access_token } = await redeem((await make({ authorization_details })).token);
    await losing(async () => {
      expect(await swap(access_token!)).toMatchObject({ ok: false, error: 'invalid_token' });
    });
    expect(await swap(access_token!)).toMatchObject({ ok: true });
  });

  test('one of two permissions leaves a link with the other', async () => {
    const permissions = ['orders:read', 'orders:refund'];
    const { token } = await make({ permissions, authorization_details: [] });
    const { access_token } = await redeem(token);
    await losing(async () => {
      await issuer.context.sql`insert into client_roles values ('shop-api', 'customer')`;
      expect(await swap(access_token!)).toMatchObject({
        principal: { permissions: ['orders:read'] },
      });
      await issuer.context.sql`delete from client_roles where client_id = 'shop-api'`;
    });
  });
});

describe('a link that its client can no longer answer for', () => {
  const database = () => issuer.context.sql;
  const cases: [string, take: () => PromiseLike<unknown>, give: () => PromiseLike<unknown>][] = [
    [
      'was disabled',
      () => database()`update clients set disabled_at = now() where id = 'shop-api'`,
      () => database()`update clients set disabled_at = null where id = 'shop-api'`,
    ],
    [
      'lost the API',
      () => database()`update clients set apis = '{}' where id = 'shop-api'`,
      () => database()`update clients set apis = ${[orders]} where id = 'shop-api'`,
    ],
    [
      'lost the permission',
      () => database()`delete from client_roles where client_id = 'shop-api'`,
      () => database()`insert into client_roles values ('shop-api', 'support')`,
    ],
  ];
  test.each(cases)('as it %s is refused, and none of its uses is taken', async (_, take, give) => {
    const { token } = await make({ uses: 2 });
    const retry_key = 'a-key-that-the-page-has-stored';
    expect((await redeem(token, { retry_key })).status).toBe(200);
    await take();
    const refusal = { status: 400, error: 'revoked_action_token' };
    expect(await redeem(token)).toMatchObject(refusal);
    expect(await redeem(token, { retry_key })).toMatchObject(refusal);
    await give();
    expect((await redeem(token)).status).toBe(200);
    expect(await redeem(token)).toMatchObject({ error: 'used_action_token' });
  });

  test('in part is good for the rest, unless it is for one thing in particular', async () => {
    const permissions = ['orders:read', 'orders:refund'];
    const broad = await make({ permissions, authorization_details: [] });
    const narrow = await make({ permissions });
    await database()`update client_roles set role = 'customer' where client_id = 'shop-api'`;
    expect((await redeem(broad.token)).status).toBe(200);
    expect(await redeem(narrow.token)).toMatchObject({ error: 'revoked_action_token' });
    await database()`update client_roles set role = 'support' where client_id = 'shop-api'`;
  });
});

describe('refusals, each with its own error', () => {
  test('used', async () => {
    const { token } = await make();
    await redeem(token);
    expect(await redeem(token)).toMatchObject({ status: 400, error: 'used_action_token' });
  });

  test('expired', async () => {
    const { token } = await make({ expires_in: 60 });
    issuer.clock.advance(61);
    expect(await redeem(token)).toMatchObject({ status: 400, error: 'expired_action_token' });
  });

  test('altered', async () => {
    const { token } = await make();
    const altered = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21);
    expect(await redeem(altered)).toMatchObject({ status: 400, error: 'invalid_action_token' });
  });

  test('revoked, and with it the token it gave', async () => {
    const { id, token } = await make({ uses: 2 });
    const { access_token } = await redeem(token);
    const gone = await fetch(`${issuer.url}/links/${id}`, { method: 'DELETE', headers: maker });
    expect(gone.status).toBe(204);
    expect(await redeem(token)).toMatchObject({ status: 400, error: 'revoked_action_token' });
    expect(await swap(access_token!)).toMatchObject({ ok: false, error: 'invalid_token' });
  });

  test('from an origin that is not its own, which takes no use', async () => {
    const { token } = await make();
    const elsewhere = await redeem(token, {}, { origin: 'https://evil.example' });
    expect(elsewhere).toMatchObject({ status: 400, error: 'invalid_action_token' });
    expect((await redeem(token)).status).toBe(200);
  });

  test('under a retry key whose token has had its time', async () => {
    const { token } = await make({ uses: 2, token_lifetime: 10 });
    const retry_key = 'a-key-that-the-page-has-stored';
    await redeem(token, { retry_key });
    issuer.clock.advance(11);
    expect(await redeem(token, { retry_key })).toMatchObject({
      error: 'used_action_token',
      error_description: expect.stringContaining('retry_key'),
    });
    expect((await redeem(token)).status).toBe(200);
  });

  test('form posts, which need no preflight, are not taken', async () => {
    const { token } = await make();
    const answer = await redeem(token, {}, { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 415, error: 'unsupported_media_type' });
  });
});

describe('the preflight', () => {
  const preflight = (origin: string) =>
    fetch(`${issuer.url}/links/redeem`, { method: 'OPTIONS', headers: { origin } });

  test('allows a registered origin', async () => {
    const { headers } = await preflight('https://shop.example');
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(headers.get('access-control-allow-headers')).toBe(
      'content-type, traceparent, tracestate, baggage, sentry-trace',
    );
  });

  test('allows no other', async () => {
    const { headers } = await preflight('https://evil.example');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('making', () => {
  test.each([
    ['a foreign origin', { url: 'https://evil.example/' }, 'invalid_request'],
    ['a fragment', { url: 'https://shop.example/#here' }, 'invalid_request'],
    ['plain HTTP', { url: 'http://shop.example/' }, 'invalid_request'],
    ['a permission it does not hold', { permissions: ['orders:delete'] }, 'invalid_scope'],
    ['an API it may not call', { api: 'https://reports.example' }, 'invalid_target'],
    ['an unknown field', { user: 1 }, 'invalid_request'],
    ['31 days', { expires_in: 31 * 86_400 }, 'invalid_request'],
  ])('refuses %s', async (_, changes, error) => {
    const answer = await fetch(`${issuer.url}/links`, {
      method: 'POST',
      headers: { ...maker, ...json },
      body: JSON.stringify({ ...request, ...changes }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error });
  });

  test('needs the secret of a client that may', async () => {
    const attempt = (authorization: string) =>
      fetch(`${issuer.url}/links`, {
        method: 'POST',
        headers: { ...json, authorization },
        body: JSON.stringify(request),
      });
    expect((await attempt(basic('shop-api', 'wrong'))).status).toBe(401);
    const other = await attempt(basic('orders-service', secret('orders-service')));
    expect(other.status).toBe(403);
  });

  test('the URL is the only place that the token is shown', async () => {
    const { id, token } = await make();
    const state = await (await fetch(`${issuer.url}/links/${id}`, { headers: maker })).text();
    expect(state).not.toContain(token);
    expect(issuer.logged.join('')).not.toContain(token);
  });
});

describe('the url of a link', () => {
  const createLink = async (changes: Record<string, unknown>) => {
    const answer = await fetch(`${issuer.url}/links`, {
      method: 'POST',
      headers: { ...maker, ...json },
      body: JSON.stringify({ ...request, ...changes }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test.each([
    ['https://shop.example/a b', 'https://shop.example/a%20b'],
    ['https://shop.example/café?q=é', 'https://shop.example/caf%C3%A9?q=%C3%A9'],
    ['HTTPS://SHOP.example:443/x/../landing', 'https://shop.example/landing'],
  ])('%s is sent as it was parsed', async (url, parsed) => {
    const { status, body } = await createLink({ url });
    expect(status).toBe(201);
    expect(String(body['url']).split('#')[0]).toBe(parsed);
  });

  test.each([
    ['https://shop.example/\\@evil.example/', 'backslash'],
    ['https://good.example\\@evil.example/', 'backslash'],
    ['https://evil.example@shop.example/', 'user name'],
    ['https://@shop.example/', 'user name'],
    ['https://user:word@shop.example/', 'user name'],
    ['https:shop.example@evil.example/', 'user name'],
  ])('%s is refused', async (url, word) => {
    const { status, body } = await createLink({ url });
    expect([status, body['error']]).toEqual([400, 'invalid_request']);
    expect(body['error_description']).toContain(word);
  });
});

test('a corrupt stored link is an error that names it', async () => {
  const { id } = await make();
  await issuer.context.sql`update links set authorization_details = '[{}]' where id = ${id}`;
  const answer = await fetch(`${issuer.url}/links/${id}`, { headers: maker });
  expect(answer.status).toBe(500);
  expect(issuer.logged.join('')).toContain(`details.0.type`);
});
