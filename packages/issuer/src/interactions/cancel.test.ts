import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, nativeRedirect, shop } from '../../../../testing/shop.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function goToSignIn(browser: Visitor) {
  const url = authorizeUrl({
    issuer: issuer.url,
    clientId: 'shop-cli',
    redirectUri: nativeRedirect,
    codeVerifier: verifier(),
    extra: { state: 'its-state' },
  });
  const page = (await browser.get(url)).next!;
  return { page, shown: await browser.get(page), cancelled: cancelUrl(page) };
}

const cancelUrl = (page: string) => `${page.replace('/sign-in/', '/interaction/')}/cancel`;

test('Cancel tells the application access_denied, with its state, and nothing goes on', async () => {
  const browser = createVisitor();
  const { page, shown, cancelled } = await goToSignIn(browser);
  expect(shown.text).toContain(`action="${new URL(cancelled).pathname}"`);
  const answer = await browser.post(cancelled, { csrf: csrfOf(shown) });
  const back = new URL((await browser.get(answer.next!)).next!);
  expect(back.origin + back.pathname).toBe(nativeRedirect);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    error: 'access_denied',
    state: 'its-state',
    iss: issuer.url,
  });
  // Twice, and after the right password too.
  expect((await browser.post(cancelled, { csrf: csrfOf(shown) })).status).toBe(303);
  const signedIn = await browser.post(page, { ...alice, csrf: csrfOf(shown) });
  const late = new URL((await browser.get(signedIn.next!)).next!);
  expect(late.searchParams.get('error')).toBe('access_denied');
});

test('Cancel after the consent takes the consent back', async () => {
  const browser = createVisitor();
  const { page, shown, cancelled } = await goToSignIn(browser);
  const consent = page.replace('/sign-in/', '/consent/');
  await browser.post(consent, { csrf: csrfOf(shown), answer: 'given' });
  const answer = await browser.post(cancelled, { csrf: csrfOf(shown) });
  const back = new URL((await browser.get(answer.next!)).next!);
  expect(back.searchParams.get('error')).toBe('access_denied');
});

test('Cancel while the code is being issued is in time', async () => {
  const browser = createVisitor();
  const first = await goToSignIn(browser);
  const signedIn = await browser.post(first.page, { ...alice, csrf: csrfOf(first.shown) });
  await browser.get(signedIn.next!);
  // Any program may listen where this client does: the person is asked, although they are signed in.
  const { page } = await goToSignIn(browser);
  const consented = await browser.post(page, {
    csrf: csrfOf(await browser.get(page)),
    answer: 'given',
  });
  const answer = await issuer.context.sql.begin(async (tx) => {
    await tx`update authorization_requests set consent = 'denied' where fulfilled_at is null`;
    const issuing = browser.get(consented.next!);
    await untilStatementWaits(tx);
    return { issuing };
  });
  const { next, text } = await answer.issuing;
  expect(next).toBeUndefined();
  expect(text).toContain('This sign-in is over');
});

test('another site or another browser does not cancel', async () => {
  const browser = createVisitor();
  const { page, cancelled } = await goToSignIn(browser);
  expect((await browser.post(cancelled, {})).status).toBe(403);
  expect((await browser.post(cancelled, { csrf: 'x' })).status).toBe(403);
  const other = createVisitor();
  const { shown: ofOther } = await goToSignIn(other);
  const refused = await other.post(cancelled, { csrf: csrfOf(ofOther) });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('This sign-in has expired');
  expect((await browser.get(page)).text).toContain('Sign in to Shop CLI');
});
