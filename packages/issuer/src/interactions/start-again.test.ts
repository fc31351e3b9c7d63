import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, nativeRedirect, shop } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await startTestIssuer(shop);
});
afterEach(() => issuer.close());

const urlOf = () =>
  authorizeUrl({
    issuer: issuer.url,
    clientId: 'shop-cli',
    redirectUri: nativeRedirect,
    codeVerifier: verifier(),
    extra: { state: 'its-state' },
  });

const hour = 3_600;

const goToSignIn = async (browser: Visitor) => (await browser.get(urlOf())).next!;

test('a sign-in that took too long is started again for the same request', async () => {
  const browser = createVisitor();
  const page = await goToSignIn(browser);
  const csrf = csrfOf(await browser.get(page));
  issuer.clock.advance(hour + 1);
  const late = await browser.post(page, { ...alice, csrf });
  expect(late.status).toBe(400);
  expect(late.text).toContain('This sign-in took too long');
  const again = /href="([^"]*\/again)"/.exec(late.text)![1]!;
  const started = await browser.get(issuer.url + again);
  const fresh = (await browser.get(started.next!)).next!;
  expect(fresh).not.toBe(page);
  const signedIn = await browser.post(fresh, { ...alice, csrf: csrfOf(await browser.get(fresh)) });
  const back = new URL((await browser.get(signedIn.next!)).next!);
  expect(back.searchParams.get('state')).toBe('its-state');
  expect(back.searchParams.has('code')).toBe(true);
});

test('what was finished, called off, never there, or is open still is not started again', async () => {
  const browser = createVisitor();
  const open = await goToSignIn(browser);
  const again = (page: string) => browser.get(`${page.replace('/sign-in/', '/authorize/')}/again`);
  expect((await again(open)).status).toBe(400);
  const csrf = csrfOf(await browser.get(open));
  await browser.post(`${open.replace('/sign-in/', '/interaction/')}/cancel`, { csrf });
  const finished = await goToSignIn(browser);
  const signedIn = await browser.post(finished, { ...alice, csrf });
  await browser.get(signedIn.next!);
  issuer.clock.advance(hour + 1);
  for (const page of [open, finished, `${issuer.url}/sign-in/never`]) {
    const answer = await again(page);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Go back to the application');
    expect(answer.text).not.toContain('Start again');
  }
});
