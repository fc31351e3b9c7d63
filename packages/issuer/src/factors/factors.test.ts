import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf } from '../../../../testing/visitor.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { recordProof } from '../interactions/interactions.service.ts';
import { withoutEmail } from '../mail/mail-settings.ts';
import { sha256 } from '../runtime/sha256.ts';
import {
  appPeople,
  codeAt,
  isSignedIn,
  sealedOf,
  secretOf,
  sure,
  textOf,
  typeCode,
} from './app-people.fixture.ts';
import { removeFactors } from './factors.service.ts';

let issuer: TestIssuer;
let aliceId: string;
beforeAll(async () => {
  // Without mails, no code comes before the first app (`confirm-mailbox.test.ts`).
  issuer = await startTestIssuer(shop, { mail: withoutEmail('http://localhost', false) });
  const [row] = await issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${alice.email}`;
  aliceId = row!.id;
});
afterAll(() => issuer.close());
beforeEach(async () => {
  const { sql } = issuer.context;
  await sql`truncate totp_secrets, recovery_codes, sign_in_throttles`;
});

const { url, typePassword, setUp } = appPeople(() => issuer);
const codeOf = (secret: string, steps = 0) => codeAt(secret, issuer.clock.now(), steps);

const acrOf = async () => {
  const [row] = await issuer.context.sql<{ acr: string; amr: string[] }[]>`
    select acr, amr from sessions where user_id = ${aliceId} order by auth_time desc limit 1`;
  return row;
};

test('where two factors are demanded, a person sets up an app and gets codes for paper', async () => {
  const { back, codes } = await setUp(createVisitor());
  expect(codes).toHaveLength(10);
  expect(back.searchParams.has('code')).toBe(true);
  expect(await acrOf()).toEqual({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
  const [event] = await issuer.context.sql`
    select detail from audit_events where action = 'factor.add' order by id desc limit 1`;
  expect(event).toEqual({ detail: { factor: 'totp' } });
});

test('who has an app is asked for a code, also where one factor would do', async () => {
  const { secret } = await setUp(createVisitor());
  const browser = createVisitor();
  const page = await typePassword(browser);
  expect(page).toContain('/totp/');
  const answer = await typeCode(browser, page, codeOf(secret));
  expect(isSignedIn((await browser.get(answer.next!)).next)).toBe(true);
  expect((await acrOf())!.acr).toBe('aal2');
});

test('a code is not taken twice, nor is an older one after it', async () => {
  const { secret } = await setUp(createVisitor());
  const [one, two] = [createVisitor(), createVisitor()];
  const pages = [await typePassword(one), await typePassword(two)];
  const code = codeOf(secret);
  expect((await typeCode(one, pages[0]!, code)).status).toBe(303);
  for (const old of [code, codeOf(secret, -1)]) {
    const again = await typeCode(two, pages[1]!, old);
    expect(again.status).toBe(403);
    expect(again.text).toContain('not right, or it was used before');
  }
});

test('of four sign-ins with the same code at the same moment one counts', async () => {
  const { secret } = await setUp(createVisitor());
  const browsers = Array.from({ length: 4 }, () => createVisitor());
  const ready = await Promise.all(
    browsers.map(async (browser) => {
      const page = await typePassword(browser);
      return { browser, page, csrf: csrfOf(await browser.get(page)) };
    }),
  );
  const code = codeOf(secret);
  const answers = await Promise.all(
    ready.map(({ browser, page, csrf }) => browser.post(page, { csrf, code })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 403, 403, 403]);
});

test('a recovery code counts once, however it is typed', async () => {
  const { codes } = await setUp(createVisitor());
  const typed = codes[0]!.toLowerCase().replaceAll('-', ' ');
  for (const status of [303, 403]) {
    const browser = createVisitor();
    const page = (await typePassword(browser)).replace('/totp/', '/recovery-code/');
    expect((await browser.get(page)).text).toContain('Enter a recovery code');
    const answer = await typeCode(browser, page, typed);
    expect(answer.status).toBe(status);
    if (status === 303) expect(isSignedIn((await browser.get(answer.next!)).next)).toBe(true);
  }
  const events = await issuer.context.sql`
    select detail from audit_events where action = 'factor.recover'`;
  expect(events).toEqual([{ detail: { left: 9 } }]);
});

test('guessing is slowed down, and a right code then too', async () => {
  // The first wait is a second, which is over soon on a busy machine.
  onTestFinished(issuer.clock.standStill());
  const { secret } = await setUp(createVisitor());
  const browser = createVisitor();
  const page = await typePassword(browser);
  for (let guess = 0; guess < 5; guess++) {
    expect((await typeCode(browser, page, '000000')).status).toBe(403);
  }
  const refused = await typeCode(browser, page, codeOf(secret));
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.text).toContain('You can try again in');
});

test('who knows the password slows nothing down where a second factor was proved before', async () => {
  onTestFinished(issuer.clock.standStill());
  const own = createVisitor();
  const { secret } = await setUp(own);
  await issuer.context.sql`update sessions set ended_at = now()`;
  const thief = createVisitor();
  for (const browser of [thief, createVisitor()]) {
    const page = await typePassword(browser);
    for (let guess = 0; guess < 3; guess++) await typeCode(browser, page, '000000');
  }
  // Knowing the password makes no browser one of the owner's, however often it is typed there.
  expect((await typeCode(thief, await typePassword(thief), '000000')).status).toBe(429);
  const answer = await typeCode(own, await typePassword(own), codeOf(secret));
  expect(isSignedIn((await own.get(answer.next!)).next)).toBe(true);
});

test('a wrong first code sets nothing up, and the picture stays the same', async () => {
  const browser = createVisitor();
  const page = await typePassword(browser, sure);
  const shown = await browser.get(page);
  const sealed = sealedOf(shown);
  const again = await browser.post(page, { csrf: csrfOf(shown), secret: sealed, code: '000000' });
  expect(again.status).toBe(403);
  expect(secretOf(again)).toBe(secretOf(shown));
  expect(await issuer.context.sql`select from totp_secrets`).toHaveLength(0);
});

test('a secret of another sign-in is not taken', async () => {
  const [one, other] = [createVisitor(), createVisitor()];
  const shown = await other.get(await typePassword(other, sure));
  const sealed = sealedOf(shown);
  const page = await typePassword(one, sure);
  const csrf = csrfOf(await one.get(page));
  for (const secret of [sealed, '', 'x', 'AAAA'.repeat(30)]) {
    const answer = await one.post(page, { csrf, secret, code: codeOf(secretOf(shown)) });
    expect(answer.next).toBe(page);
  }
  expect(await issuer.context.sql`select from totp_secrets`).toHaveLength(0);
});

test('who has an app cannot set up another one with the password alone', async () => {
  const first = await setUp(createVisitor());
  const again = createVisitor();
  const page = (await typePassword(again)).replace('/totp/', '/set-up-totp/');
  expect((await again.get(page)).next).toContain('/authorize/');
  const [row] = await issuer.context.sql`select count(*)::int as count from recovery_codes`;
  expect(row).toEqual({ count: first.codes.length });
});

test('the second press of a double click goes on, and makes no other codes', async () => {
  const browser = createVisitor();
  const { page, fields } = await setUp(browser);
  const again = await browser.post(page, fields);
  expect(again.status).not.toBe(500);
  expect(await issuer.context.sql`select from recovery_codes`).toHaveLength(10);
});

test('a code is nothing without another proof', async () => {
  const { secret } = await setUp(createVisitor());
  const browser = createVisitor();
  const signIn = (await browser.get(url())).next!;
  const csrf = csrfOf(await browser.get(signIn));
  const page = signIn.replace('/sign-in/', '/totp/');
  expect((await browser.get(page)).next).toContain('/authorize/');
  await browser.post(page, { csrf, code: codeOf(secret) });
  expect((await browser.get(signIn.replace('/sign-in/', '/authorize/'))).next).toBe(signIn);
});

test('a session is made surer in its place, under a new cookie', async () => {
  const browser = createVisitor();
  expect(isSignedIn(await typePassword(browser))).toBe(true);
  const before =
    browser.cookie(issuer.url, '__Host-sp_sso') ?? browser.cookie(issuer.url, 'sp_sso');
  const page = await typePassword(browser, sure);
  expect(page).toContain('/set-up-totp/');
  const shown = await browser.get(page);
  const sealed = sealedOf(shown);
  const code = codeOf(secretOf(shown));
  const done = await browser.post(page, { csrf: csrfOf(shown), secret: sealed, code });
  const next = textOf(done, /href="([^"]*\/authorize\/[^"]+)"/);
  expect(isSignedIn((await browser.get(issuer.url + next)).next)).toBe(true);
  const after = browser.cookie(issuer.url, '__Host-sp_sso') ?? browser.cookie(issuer.url, 'sp_sso');
  expect(after).not.toBe(before);
  expect((await acrOf())!.acr).toBe('aal2');
});

test('taken away by an administrator, sessions end and another app can be set up', async () => {
  const browser = createVisitor();
  await setUp(browser);
  const underway = createVisitor();
  const page = await typePassword(underway);
  const admin = { actor: 'client:console', permissions: ['users:write' as const] };
  const permit: Parameters<typeof removeFactors>[1]['permit'] = (tx, now) =>
    requireAuthorityOverUser(tx, admin, aliceId, now);
  await removeFactors(aliceId, { actor: admin.actor, permit }, issuer.context);
  await removeFactors(aliceId, { actor: admin.actor, permit }, issuer.context);
  const [living] = await issuer.context.sql`
    select count(*)::int as count from sessions where user_id = ${aliceId} and ended_at is null`;
  expect(living).toEqual({ count: 0 });
  // What was proved before counts no more.
  expect((await underway.get(page.replace('/totp/', '/authorize/'))).next).toContain('/sign-in/');
  await setUp(createVisitor());
});

test('a session from before does not suffice to set up an app', async () => {
  const browser = createVisitor();
  expect(isSignedIn(await typePassword(browser))).toBe(true);
  for (const asked of [sure, { prompt: 'login' }]) {
    const page = (await browser.get(url(asked))).next!;
    expect(page).toContain('/sign-in/');
    const setUpPage = page.replace('/sign-in/', '/set-up-totp/');
    expect((await browser.get(setUpPage)).next).toBe(page.replace('/sign-in/', '/authorize/'));
  }
});

test('the sign-in page waits where a code of another person is left', async () => {
  const { sql, random, clock } = issuer.context;
  const other = random.uuid();
  await sql`
    insert into users (id, email, email_verified, name, created_at)
    values (${other}, ${`${other}@example.com`}, true, 'Of a test', ${clock.now()})`;
  const browser = createVisitor();
  const page = (await browser.get(url())).next!;
  await browser.get(page);
  const id = page.split('/').at(-1)!;
  const cookie =
    browser.cookie(issuer.url, '__Host-sp_browser') ?? browser.cookie(issuer.url, 'sp_browser');
  const place = { id, browser: { hash: sha256(cookie!), csrf: '' } };
  const proof = { userId: other, credentialVersion: 0, proof: { method: 'totp' } } as const;
  expect(await recordProof(place, proof, issuer.context)).toBe(true);
  expect(isSignedIn(await typePassword(browser))).toBe(true);
  expect((await browser.get(page.replace('/sign-in/', '/authorize/'))).next).toBe(page);
  expect((await browser.get(page)).status).toBe(200);
});
