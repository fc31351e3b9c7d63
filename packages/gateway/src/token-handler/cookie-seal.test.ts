import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCookieSeal } from './cookie-seal.ts';

const cookieKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const cookies = createCookieSeal({ cookieKeys: [cookieKey], random: randomBytes });
const purpose = '__Host-Http-sp_session shop.example/';

const content = { a: 'sp_at_x', e: 1_764_000_000_000, r: 'sp_rt_y' };

test('what is sealed opens for its purpose and key alone', () => {
  const sealed = cookies.seal(purpose, content);
  expect(cookies.open(purpose, sealed)).toEqual({ content, outdated: false });
  expect(cookies.open('__Host-Http-sp_session other.example/', sealed)).toBeNull();
  const others = createCookieSeal({ cookieKeys: [Buffer.alloc(32)], random: randomBytes });
  expect(others.open(purpose, sealed)).toBeNull();
  expect(cookies.open(purpose, `${sealed.slice(0, -3)}AAA`)).toBeNull();
});

test('what is sealed with a key on its way out opens, and is told apart', () => {
  const next = Buffer.alloc(32);
  const rotating = createCookieSeal({ cookieKeys: [next, cookieKey], random: randomBytes });
  expect(rotating.open(purpose, cookies.seal(purpose, content))).toEqual({
    content,
    outdated: true,
  });
  const sealed = rotating.seal(purpose, content);
  expect(rotating.open(purpose, sealed)).toEqual({ content, outdated: false });
  expect(cookies.open(purpose, sealed)).toBeNull();
});

test.each(['', 'A', 'AAAA', 'A'.repeat(53), 'A'.repeat(54), '!?'])('%j opens nothing', (sealed) => {
  expect(cookies.open(purpose, sealed)).toBeNull();
});
