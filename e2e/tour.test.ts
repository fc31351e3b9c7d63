/** The tour, from its first step to its last. */
import { beforeAll, expect, test } from 'vitest';
import { play } from '../examples/shop/tour/play.ts';
import { isKept, type Narrator, Tour } from '../examples/shop/tour/tour.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';

let shop: Shop;
const start = closedAfterwards();

beforeAll(async () => {
  [shop] = await start(startShop());
});

const silent: Narrator = { chapter() {}, pause() {}, step() {} };

test('every promise of the tour is kept', async () => {
  const { issuer, shop: gateway, orders, reports, acme } = shop;
  const tour = new Tour({ issuer, gateway, orders, reports, acme }, silent);
  await play(tour);
  const broken = tour.played.filter((step) => !isKept(step));
  expect(broken.map(({ number, failure, checks }) => ({ number, failure, checks }))).toEqual([]);
  expect(tour.unfinished).toEqual([]);
  expect(tour.played.length).toBeGreaterThan(80);
});
