import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCookieSeal } from './cookie-seal.ts';

const cookieKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const cookies = createCookieSeal({ cookieKey, random: randomBytes });
const purpose = '__Host-sp_session shop.example/';

/** Made by the code that sealed with AES-256-GCM under an HMAC of the nonce. */
const former =
  'KioqKioqKioqKioqKioqKioqKioqKioqRtOiNpyo6ZJCa48BIaTKMfjuxtuD2_Hc0ENZZ85wAVv0SScqx5nljiH821TB71GPcJWYtFcKwytbwgR2DFC9';
const content = { a: 'sp_at_x', e: 1_764_000_000_000, r: 'sp_rt_y' };

test('what is sealed opens for its purpose and key alone', () => {
  const sealed = cookies.seal(purpose, content);
  expect(cookies.open(purpose, sealed)).toEqual({ content, outdated: false });
  expect(cookies.open('__Host-sp_session other.example/', sealed)).toBeNull();
  const others = createCookieSeal({ cookieKey: Buffer.alloc(32), random: randomBytes });
  expect(others.open(purpose, sealed)).toBeNull();
  expect(cookies.open(purpose, `${sealed.slice(0, -3)}AAA`)).toBeNull();
});

test('what an earlier version sealed opens likewise, and is told apart', () => {
  expect(cookies.open(purpose, former)).toEqual({ content, outdated: true });
  expect(cookies.open('__Host-sp_session other.example/', former)).toBeNull();
  expect(cookies.open(purpose, `${former.slice(0, -3)}AAA`)).toBeNull();
});

test.each(['', 'A', 'AAAA', 'A'.repeat(53), 'A'.repeat(54), '!?'])('%j opens nothing', (sealed) => {
  expect(cookies.open(purpose, sealed)).toBeNull();
});
