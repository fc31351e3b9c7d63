import { expect, test } from 'vitest';
import { deny } from '../decision/decision.ts';
import { readIncoming } from '../http/incoming.ts';
import { refusal } from '../http/refusal.ts';
import { compileRoute } from '../routes/compiled-route.ts';
import { RateLimiter } from './rate-limiter.ts';

const route = compileRoute(
  {
    path: '/*',
    upstream: 'http://127.0.0.1:7001',
    api: 'orders',
    rate_limits: [{ per: 'route', limit: 10, window: 10 }],
  },
  [],
);
const incoming = readIncoming('GET', '/', [], { address: '192.0.2.1', scheme: 'http' }, 'request');
const refused = deny(refusal('not_found', 'Nothing is here.'), route);

/** How many of so many requests were within the limit. */
const within = (limiter: RateLimiter, times: number) =>
  Array.from({ length: times }, () => limiter.limit(refused, incoming)).filter(
    (decision) => decision === refused,
  ).length;

test('two processes count together, and what both allowed at once takes the longer to come back', async () => {
  let now = 0;
  let told = 0;
  const clock = { monotonic: () => now };
  const other = new RateLimiter({ clock });
  const one = new RateLimiter({
    clock,
    shareCounts(counts) {
      told++;
      other.addCounts(counts);
    },
  });
  expect([within(one, 6), within(other, 8)]).toEqual([6, 8]);
  await expect.poll(() => told).toBe(1);
  expect(within(other, 5)).toBe(0);
  now += 4_000;
  expect(within(other, 5)).toBe(0);
  now += 3_000;
  expect(within(other, 5)).toBe(3);
});
