/** The tour, every step of it. */
import { beforeAll, expect, test } from 'vitest';
import { chapters } from '../examples/shop/tour/chapters.ts';
import { isKept, type Narrator, Tour } from '../examples/shop/tour/tour.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';

let shop: Shop;
const start = closedAfterwards();

beforeAll(async () => {
  [shop] = await start(startShop({ isLocal: true }));
});

const silent: Narrator = { chapter() {}, pause() {}, step() {} };

test('every promise of the tour is kept', async () => {
  const { issuer, shop: gateway, orders, reports, acme } = shop;
  const places = { issuer, gateway, orders, reports, acme };
  // Side by side: one of them waits for a quarter of a minute until a token has expired.
  const tours = await Promise.all(
    chapters.map(async (chapter, index) => {
      const tour = new Tour(places, silent);
      await tour.chapter(index + 1, chapter);
      return tour;
    }),
  );
  const played = tours.flatMap((tour) => tour.played);
  const broken = played.filter((step) => !isKept(step));
  expect(broken.map(({ number, failure, checks }) => ({ number, failure, checks }))).toEqual([]);
  expect(tours.flatMap((tour) => tour.unfinished)).toEqual([]);
  expect(played.length).toBeGreaterThan(90);
});
