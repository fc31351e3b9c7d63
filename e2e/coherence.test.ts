/**
 * The promise: a request sent after a take-away has returned is refused, by every gateway. Seen from
 * outside, over HTTP, while both gateways are busy with the very token.
 */
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient } from '../packages/client/src/links.ts';
import { samples } from '../testing/samples.ts';
import { type Admin, createAdmin } from './support/admin.ts';
import { type Caller, startCaller } from './support/caller.ts';
import { type FurtherGateway, startFurtherGateway } from './support/gateway.ts';
import { alice, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { revokeToken, signInToCli, signInToShop, signOutOfShop } from './support/tokens.ts';

let shop: Shop;
let further: FurtherGateway;
let admin: Admin;
const start = closedAfterwards();

beforeAll(async () => {
  [shop] = await start(startShop());
  [further] = await start(startFurtherGateway(shop));
  admin = await createAdmin(shop.issuer);
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Both gateways are asked all the time. */
const startCallers = (path: string, token: string): Caller[] =>
  [shop.shop, further.url].map((gateway) => startCaller(gateway + path, bearer(token), 2));

const answered = (callers: Caller[], count: number) =>
  Promise.all(callers.map((caller) => caller.answers(count)));

async function statuses(path: string, headers: Record<string, string>): Promise<number[]> {
  const gateways = [shop.shop, further.url];
  return Promise.all(gateways.map(async (url) => (await fetch(url + path, { headers })).status));
}

/** Of so many, those of this run. */
const rounds = (count: number) => samples(Array.from({ length: count }));

test('again and again taken away and given back: no request gets the old answer', async () => {
  const { id } = await admin.findUser(bob.email);
  await admin.giveRole(id, 'support');
  const { access_token: token } = await signInToCli(shop.issuer, bob);
  const callers = startCallers('/api/reports/summary', token);
  const asked = rounds(30);
  for (const _ of asked) {
    for (const caller of callers) caller.settle();
    await admin.takeRole(id, 'support');
    for (const caller of callers) caller.expect(403);
    await answered(callers, 5);
    for (const caller of callers) caller.settle();
    await admin.giveRole(id, 'support');
    for (const caller of callers) caller.expect(200);
    await answered(callers, 5);
  }
  const counts = await Promise.all(callers.map((caller) => caller.stop()));
  expect(callers.flatMap((caller) => caller.violations)).toEqual([]);
  for (const count of counts) {
    expect(count.get(200)).toBeGreaterThan(asked.length * 5);
    expect(count.get(403)).toBeGreaterThan(asked.length * 5);
    expect(count.size).toBe(2);
  }
});

test.for(['access_token', 'refresh_token'] as const)('a revoked %s', async (which) => {
  for (const _ of rounds(5)) {
    const tokens = await signInToCli(shop.issuer, alice);
    const headers = bearer(tokens.access_token);
    expect(await statuses('/api/orders', headers)).toEqual([200, 200]);
    await revokeToken(shop.issuer, tokens[which]);
    expect(await statuses('/api/orders', headers)).toEqual([401, 401]);
  }
});

test('a session that was signed out of', async () => {
  for (const _ of rounds(20)) {
    const cookie = await signInToShop(shop.shop, alice);
    const read = async () =>
      (await fetch(`${shop.shop}/api/orders`, { headers: { cookie } })).status;
    expect(await read()).toBe(200);
    await signOutOfShop(shop.shop, cookie);
    expect(await read()).toBe(401);
  }
});

test('a disabled user', async () => {
  const { id } = await admin.findUser(bob.email);
  const { access_token: token } = await signInToCli(shop.issuer, bob);
  expect(await statuses('/api/orders', bearer(token))).toEqual([200, 200]);
  await admin.disable(id);
  expect(await statuses('/api/orders', bearer(token))).toEqual([401, 401]);
});

test('a revoked link', async () => {
  const credentials = { clientId: 'shop-api', clientSecret: shopApiSecret };
  const links = createLinksClient({ issuer: shop.issuer, ...credentials });
  const link = await links.create({
    url: `${shop.shop}/landing.html`,
    api: 'https://orders.example',
    permissions: ['orders:read'],
  });
  const answer = await fetch(`${shop.issuer}/links/redeem`, {
    method: 'POST',
    headers: { origin: shop.shop, 'content-type': 'application/json' },
    body: JSON.stringify({ action_token: new URL(link.url).hash.slice('#action_token='.length) }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  expect(await statuses('/api/orders/42', bearer(token))).toEqual([200, 200]);
  await links.revoke(link.id);
  expect(await statuses('/api/orders/42', bearer(token))).toEqual([401, 401]);
});

test('a gateway that is cut off refuses once its lease is over, and recovers', async () => {
  const { access_token: token } = await signInToCli(shop.issuer, alice);
  expect(await statuses('/api/orders', bearer(token))).toEqual([200, 200]);
  further.line.cut();
  await revokeToken(shop.issuer, token);
  // However long the revocation took: no gateway obeys the old state now.
  expect(await statuses('/api/orders', bearer(token))).toEqual([401, 503]);

  further.line.mend();
  const next = await signInToCli(shop.issuer, alice);
  const status = async () => (await statuses('/api/orders', bearer(next.access_token)))[1];
  await expect.poll(status).toBe(200);
  expect(await statuses('/api/orders', bearer(token))).toEqual([401, 401]);
});
