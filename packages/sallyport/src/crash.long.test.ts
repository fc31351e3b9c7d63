import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Command, newSite, type Site, sallyport } from './command.fixture.ts';

const secret = 'the API server has a secret of 32 characters';
const orders = 'https://orders.example';
const configuration = `
apis: [{ id: "${orders}", name: Orders, permissions: [orders:read] }]
roles: [{ name: support, permissions: [orders:read] }]
clients:
  - { id: api, name: API, type: service, secret: "${secret}", grants: [client_credentials],
      scopes: [links:create], roles: [support], apis: ["${orders}"],
      link_origins: ["https://shop.example"] }
`;

let site: Site;
let running: Command;
let start: () => Promise<void>;
beforeEach(async () => {
  site = await newSite();
  const file = await site.configure(configuration);
  start = async () => {
    running = sallyport(['start', '--config', file, '--data-dir', site.dataDir]);
    await running.logged('Ready');
  };
  await start();
});
afterEach(async () => {
  running.process.kill('SIGINT');
  await running.ended;
  await site.remove();
});
const authorization = formatBasic({ id: 'api', secret });

function post(path: string, body: object): Promise<Response> {
  return fetch(site.issuer + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(body),
  });
}

interface Link {
  id: string;
  token: string;
}

async function makeLink(): Promise<Link> {
  const answer = await post('/links', {
    url: 'https://shop.example/landing',
    api: orders,
    permissions: ['orders:read'],
  });
  const { id, url } = (await answer.json()) as { id: string; url: string };
  return { id, token: url.slice(url.indexOf('=') + 1) };
}

/** Status and, for a success, the token; null when the connection broke first. */
async function redeem(token: string, retryKey: string): Promise<number | null> {
  const body = { action_token: token, retry_key: retryKey };
  const answer = await post('/links/redeem', body).catch(() => null);
  return answer?.status ?? null;
}

const key = (page: number): string => `retry-key-of-page-${page}`;

test('killed while links are redeemed: each was used once, by a page that can ask again', async () => {
  const links = await Promise.all(Array.from({ length: 40 }, makeLink));
  // Three pages each at every link; the process dies as soon as a few have been answered.
  let answered = 0;
  const first = links.map(({ token }) =>
    [0, 1, 2].map(async (page) => {
      const status = await redeem(token, key(page));
      if (status !== null && ++answered === 20) running.process.kill('SIGKILL');
      return status;
    }),
  );
  const before = await Promise.all(first.map((pages) => Promise.all(pages)));
  await running.ended;
  expect(before.flat()).toContain(null);

  await start();
  for (const [index, { id, token }] of links.entries()) {
    const after = await Promise.all([0, 1, 2].map((page) => redeem(token, key(page))));
    // Exactly one page has the link, and a page that was told so before the crash is still that one.
    expect(after.filter((status) => status === 200)).toHaveLength(1);
    const told = before[index]!.indexOf(200);
    if (told >= 0) expect(after[told]).toBe(200);
    const state = await fetch(`${site.issuer}/links/${id}`, { headers: { authorization } });
    expect(await state.json()).toMatchObject({ used: 1, state: 'used' });
  }
});
