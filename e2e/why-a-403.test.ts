/** What docs/pages/do/why-a-403.md says: from an answer to its line, to what is missing, to who took it away. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { createAdmin } from './support/admin.ts';
import { startFurtherGateway } from './support/gateway.ts';
import { bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { revokeToken, signInToCli, signInToShop } from './support/tokens.ts';

const page = readFileSync(new URL('../docs/pages/do/why-a-403.md', import.meta.url), 'utf8');
/** Rows of the table of reasons, `…` for what differs. */
const rows = [...page.matchAll(/^\| (\d{3}) \| `(\w+)` \| ([^|]*?) ?\|/gm)].map(
  ([, status, reason, description]) => ({ status: Number(status), reason, description }),
);

let shop: Shop;
let token: string;
let cookie: string;
const start = closedAfterwards();

beforeAll(async () => {
  [shop] = await start(startShop());
  token = (await signInToCli(shop.issuer, bob)).access_token;
  cookie = await signInToShop(shop.shop, bob);
});

async function lineOf(answer: Response): Promise<Record<string, unknown>> {
  const id = answer.headers.get('x-request-id')!;
  const find = () =>
    shop.logged.map((line) => JSON.parse(line)).find(({ requestId }) => requestId === id);
  await expect.poll(find).toBeDefined();
  return find();
}

const hasRow = (line: Record<string, unknown>) =>
  rows.some(
    ({ status, reason, description }) =>
      status === line['status'] &&
      reason === line['reason'] &&
      new RegExp(`^${description!.replaceAll('.', '\\.').replaceAll('…', '.*')}$`).test(
        String(line['description']),
      ),
  );

test.for<[string, string, string, () => Record<string, string>]>([
  ['no token', 'GET', '/api/orders', () => ({})],
  ['an unknown token', 'GET', '/api/orders', () => bearer(`${token.slice(0, -1)}_`)],
  ['a missing permission', 'POST', '/api/orders/42/refund', () => bearer(token)],
  [
    'a page of another site',
    'POST',
    '/api/orders/42/refund',
    () => ({ cookie, origin: 'https://evil.example' }),
  ],
  ['another method', 'DELETE', '/api/orders', () => bearer(token)],
])('the line of a refusal for %s is on the page', async ([, method, path, headers]) => {
  const line = await lineOf(await fetch(shop.shop + path, { method, headers: headers() }));
  expect(hasRow(line), JSON.stringify(line)).toBe(true);
});

test('what is missing is found, given without a new sign-in, and told by the audit log', async () => {
  const refund = () =>
    fetch(`${shop.shop}/api/orders/42/refund`, { method: 'POST', headers: bearer(token) });
  const line = await lineOf(await refund());
  const admin = await createAdmin(shop.issuer);
  await admin.giveRole(String(line['sub']), 'support');
  expect((await refund()).status).not.toBe(403);
  await admin.takeRole(String(line['sub']), 'support');
  expect((await refund()).status).toBe(403);
  const events = await admin.auditEvents();
  const about = events.filter(({ subjects }) => subjects.includes(`user:${line['sub']}`));
  expect(about.slice(0, 2).map(({ action }) => action)).toEqual(['role.unassign', 'role.assign']);
});

test('the receipt of a refusal tells the person, the token and the rule, from the gateway that refused', async () => {
  const [further] = await start(startFurtherGateway(shop));
  const admin = await createAdmin(shop.issuer);
  const { id: sub } = await admin.findUser(bob.email);
  for (const [gateway, url] of [
    ['gateway', shop.shop],
    ['two', further.url],
  ] as const) {
    const refused = await fetch(`${url}/api/orders/42/refund`, {
      ...{ method: 'POST', headers: bearer(token) },
    });
    const { request_id: id } = (await refused.json()) as { request_id: string };
    const [receipt, ...more] = await admin.receipts(id);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({
      ...{ id, status: 403, path: '/api/orders/42/refund', credentials: 'access_token' },
      rule: { name: 'require.permissions', missing: ['orders:refund'] },
      caller: { kind: 'user', sub, client: 'shop-cli', token: expect.any(String) },
      facts: { position: expect.any(Number), age_ms: expect.any(Number) },
    });
    expect(receipt!.gateway === 'two').toBe(gateway === 'two');
    expect(receipt!.caller!.grant).toMatch(/^[0-9a-f-]{36}$/);
  }
  await revokeToken(shop.issuer, token);
  const revoked = await fetch(`${shop.shop}/api/orders`, { headers: bearer(token) });
  const { request_id: id } = (await revoked.json()) as { request_id: string };
  const [receipt] = await admin.receipts(id);
  expect(receipt).toMatchObject({
    ...{ status: 401, reason: 'The access token has been revoked.' },
    caller: { sub, client: 'shop-cli', token: expect.any(String) },
  });
});

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
