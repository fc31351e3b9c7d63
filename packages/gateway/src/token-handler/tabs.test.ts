import { afterEach, beforeEach, expect, test } from 'vitest';
import type { World } from '../testing/gateway.fixture.ts';
import { type ShopBrowser, tokens, visitShop } from './token-handler.fixture.ts';

/** Tabs of one browser that begin to sign in at the same moment, before it has a cookie of ours. */

let world: World;
let browser: ShopBrowser;
beforeEach(async () => {
  ({ world, browser } = await visitShop());
});
afterEach(() => world.close());

const beginInTabs = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, tab) => browser.startLogin({ return_to: `/${tab}` })),
  );

async function comeBack(request: URLSearchParams): Promise<string | undefined> {
  const nonce = request.get('nonce');
  world.issuer.answers['/token'] = () => tokens({ id_token: browser.idToken({ nonce }) });
  const state = request.get('state')!;
  return (await browser.finish({ state, code: `code of ${state}` })).headers.location;
}

const loginCookies = () => browser.names().filter((name) => name.includes('login'));

test.each([2, 20])('%i tabs that begin at once all come back signed in', async (count) => {
  const places: (string | undefined)[] = [];
  for (const request of (await beginInTabs(count)).reverse()) places.push(await comeBack(request));
  expect(places.reverse()).toEqual(Array.from({ length: count }, (_, tab) => `/${tab}`));
});

test('a tab that begins later uses the key that there is, and the first ones stay good', async () => {
  const [first] = await beginInTabs(2);
  const third = await browser.startLogin({ return_to: '/third' });
  expect(loginCookies()).toHaveLength(2);
  expect([await comeBack(third), await comeBack(first!)]).toEqual(['/third', '/0']);
});

test('of many keys the browser keeps the newest eight once it begins again', async () => {
  const begun = await beginInTabs(20);
  expect(loginCookies()).toHaveLength(20);
  const newest = loginCookies().slice(12);
  await browser.startLogin();
  expect(loginCookies()).toEqual(newest);
  const places = await Promise.all(begun.map(comeBackOrNot));
  expect(places.filter((place) => place)).toHaveLength(8);
});

async function comeBackOrNot(request: URLSearchParams): Promise<boolean> {
  const answer = await browser.finish({ state: request.get('state')!, error: 'access_denied' });
  return answer.headers.location!.endsWith('access_denied');
}

test.each([
  ['of another sign-in', (state: string, other: string) => other.slice(0, 9) + state.slice(9)],
  ['that is none', (state: string) => `x${state.slice(1)}`],
  ['left out', (state: string) => state.slice(9)],
])('a state with a key %s signs no one in', async (_, change) => {
  const [one, other] = await beginInTabs(2);
  const state = change(one!.get('state')!, other!.get('state')!);
  const answer = await browser.finish({ state, code: 'code-1' });
  expect(answer.headers.location).toBe('/#auth_error=expired_attempt');
  expect(world.issuer.asked('/token')).toEqual([]);
});
