import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Authenticator } from '../../../../../testing/authenticator.ts';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, bob, shop } from '../../../../../testing/shop.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../../testing/visitor.ts';
import { createPerson } from '../../account/person.fixture.ts';
import type { Transaction } from '../../database/connection.ts';
import { createPartitions } from '../../database/partitions.ts';
import { setPassword } from '../../directory/users/accounts.service.ts';
import { optionsOf } from '../../passkeys/asked.fixture.ts';
import { appPeople, codeAt, isSignedIn, typeCode } from '../app-people.fixture.ts';
import { enrolTotp, readFactors, removeFactors } from '../factors.service.ts';
import { newTotpSecret } from '../totp.ts';
import {
  forgetDevices,
  listDevices,
  recogniseDevice,
  rememberDevice,
} from './remembered-devices.service.ts';

const day = 86_400;
const place = { userAgent: null, network: '10.0.0.0/24', address: '10.0.0.1' };

let issuer: TestIssuer;
let ids: Record<string, string>;
beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, sign_in: { remember_device: 30 * day } });
  const rows = await issuer.context.sql<{ id: string; email: string }[]>`
    select id, email from users`;
  ids = Object.fromEntries(rows.map(({ id, email }) => [email, id]));
});
afterAll(() => issuer.close());

const aliceId = () => ids[alice.email]!;
const { typePassword } = appPeople(() => issuer);
let secrets: Record<string, string>;
beforeEach(async () => {
  await issuer.context.sql`
    truncate totp_secrets, recovery_codes, sign_in_throttles, remembered_devices`;
  secrets = {};
  for (const { email } of [alice, bob]) await setUpApp(email);
});

async function setUpApp(email: string): Promise<void> {
  const { context, clock } = issuer;
  const secret = newTotpSecret(context.random);
  const person = (await readFactors(ids[email]!, context))!;
  const begun = { secret, seed: context.random.bytes(32), typed: codeAt(secret, clock.now(), -1) };
  const told = { language: 'en', factor: 'Authenticator app' };
  const enrolled = await enrolTotp(
    { ...person, session: null },
    begun,
    { signIn: null, told },
    context,
  );
  expect(enrolled.kind).toBe('enrolled');
  secrets[email] = secret;
}

/** A code of the app that counts. */
async function nextCode({ email }: { email: string }): Promise<string> {
  await issuer.context.sql`update totp_secrets set last_step = 0`;
  return codeAt(secrets[email]!, issuer.clock.now());
}

/** As a browser keeps a cookie. */
const kept = (value?: string) => {
  const cookie = {
    value,
    read: () => cookie.value,
    write(written: string) {
      cookie.value = written;
    },
  };
  return cookie;
};

type Cookie = ReturnType<typeof kept>;

const cookieOf = (browser: Visitor) =>
  browser.cookie(issuer.url, '__Host-sp_remembered') ?? browser.cookie(issuer.url, 'sp_remembered');

/** Says who they are once more. @returns where that leads, past the dispatcher. */
async function signIn(browser: Visitor, person = alice, extra: Record<string, string> = {}) {
  await issuer.context.sql`update sessions set ended_at = now() where ended_at is null`;
  const next = await typePassword(browser, extra, person);
  return next.includes('/authorize/') ? (await browser.get(next)).next! : next;
}

/** Signs in with password and code, and ticks the box. */
async function tick(browser: Visitor, person = alice): Promise<void> {
  const page = await signIn(browser, person);
  expect((await browser.get(page)).text).toContain('Don’t ask on this device for 30 days');
  const answer = await typeCode(browser, page, await nextCode(person), { remember: 'yes' });
  expect(isSignedIn((await browser.get(answer.next!)).next)).toBe(true);
}

const lastSession = async () => {
  const [row] = await issuer.context.sql`
    select acr, amr from sessions where user_id = ${aliceId()} order by auth_time desc limit 1`;
  return row;
};

test('a person who ticks the box is not asked in this browser, and tokens tell no code', async () => {
  const browser = createVisitor();
  const page = await signIn(browser);
  await typeCode(browser, page, await nextCode(alice));
  expect(cookieOf(browser)).toBeUndefined();
  await tick(browser);
  expect(await lastSession()).toEqual({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
  expect(isSignedIn(await signIn(browser))).toBe(true);
  expect(await lastSession()).toEqual({ acr: 'aal2', amr: ['pwd'] });
  expect(await signIn(createVisitor())).toContain('/totp/');
});

test('what asks for a fresh factor gets one, and offers no choice', async () => {
  const browser = createVisitor();
  await tick(browser);
  for (const extra of [{ prompt: 'login' }, { max_age: '3600' }]) {
    const page = await signIn(browser, alice, extra);
    expect(page).toContain('/totp/');
    expect((await browser.get(page)).text).not.toContain('on this device');
    await typeCode(browser, page, await nextCode(alice), { remember: 'yes' });
  }
  const devices = await listDevices(kept(cookieOf(browser)), aliceId(), issuer.context);
  expect(devices).toMatchObject([{ isThisOne: true, address: expect.any(String) }]);
});

test('a passkey as the second factor is remembered like a code, and not where a passkey is demanded', async () => {
  const { context } = issuer;
  const { sql } = context;
  await sql`truncate totp_secrets, recovery_codes`;
  const owner = createPerson(issuer);
  await owner.signIn();
  const authenticator = new Authenticator(issuer.url);
  const shown = await owner.openSetUp('/account/passkeys/add');
  await owner.send(shown, { credential: authenticator.create(optionsOf(shown)) });

  const browser = createVisitor();
  const use = async (extra: Record<string, string> = {}) => {
    const page = await browser.get(await signIn(browser, alice, extra));
    const credential = authenticator.get(optionsOf(page));
    const sent = { csrf: csrfOf(page), credential, remember: 'yes' };
    const answers = await Promise.all([1, 2].map(() => browser.post(page.url, sent)));
    for (const { next } of answers) expect(next).toContain('/authorize/');
    return page.text.includes('Don’t ask on this device for 30 days');
  };
  const devices = () => listDevices(kept(cookieOf(browser)), aliceId(), context);
  expect(await use({ acr_values: 'phr' })).toBe(false);
  expect(await devices()).toEqual([]);
  expect(await use()).toBe(true);
  expect(await devices()).toMatchObject([{ isThisOne: true }]);
  expect(isSignedIn(await signIn(browser))).toBe(true);
  expect(await lastSession()).toEqual({ acr: 'aal2', amr: ['pwd'] });
  expect(await signIn(browser, alice, { acr_values: 'phr' })).toContain('/passkey/');
  await sql`truncate passkeys`;
});

test('two people in one browser are each remembered for themselves', async () => {
  const browser = createVisitor();
  await tick(browser);
  expect(await signIn(browser, bob)).toContain('/totp/');
  await tick(browser, bob);
  for (const person of [alice, bob]) expect(isSignedIn(await signIn(browser, person))).toBe(true);
});

async function remember(cookie = kept(), userId = aliceId()): Promise<Cookie> {
  const { credentialVersion } = (await readFactors(userId, issuer.context))!;
  const person = { userId, credentialVersion, seconds: 30 * day, ...place };
  await rememberDevice(cookie, person, issuer.context);
  return cookie;
}

const recognise = (cookie: Cookie, userId = aliceId()) =>
  recogniseDevice(cookie, { userId, ...place }, issuer.context);

const forget = (id: string | null) => forgetDevices({ userId: aliceId(), id }, issuer.context);

async function wait(seconds: number): Promise<void> {
  issuer.clock.advance(seconds);
  await createPartitions(issuer.context.sql, issuer.clock.now());
}

describe('is worth nothing', () => {
  const within = (work: (tx: Transaction) => Promise<void>) =>
    issuer.context.sql.begin((tx) => work(tx));
  const by = { actor: 'client:console', permit: async () => {} };

  test.each([
    [
      'after another password',
      () =>
        within(async (tx) => {
          const set = { userId: aliceId(), passwordHash: '$argon2id$' };
          await setPassword(tx, set, 'keep', issuer.clock.now());
        }),
    ],
    ['after the app was taken away', () => removeFactors(aliceId(), by, issuer.context)],
    ['once it is forgotten', () => forget(null)],
    ['after 30 days, however often it was used', () => wait(16 * day)],
    [
      'in a disabled account',
      () => within(async (tx) => void (await tx`update users set disabled_at = now()`)),
    ],
  ])('%s', async (name, takeAway) => {
    const cookie = await remember();
    if (name.startsWith('after 30')) await wait(15 * day);
    expect(await recognise(cookie)).not.toBeNull();
    await takeAway();
    expect(await recognise(cookie)).toBeNull();
    expect(await listDevices(cookie, aliceId(), issuer.context)).toEqual([]);
    await issuer.context.sql`update users set disabled_at = null`;
  });

  test('for another person, and made up', async () => {
    const cookie = await remember();
    expect(await recognise(cookie, ids[bob.email]!)).toBeNull();
    for (const value of ['x', '~~~', 'a'.repeat(43), 'a'.repeat(5_000)]) {
      expect(await recognise(kept(value))).toBeNull();
    }
  });

  test('when the second factor was taken away before the box was heard of', async () => {
    const person = { userId: aliceId(), seconds: day, ...place };
    const { credentialVersion } = (await readFactors(aliceId(), issuer.context))!;
    await removeFactors(aliceId(), by, issuer.context);
    const cookie = kept();
    await rememberDevice(cookie, { ...person, credentialVersion }, issuer.context);
    expect(cookie.value).toBeUndefined();
  });
});

test('one is forgotten: what it proved to a sign-in counts no more, the others go on', async () => {
  const [one, other] = [await remember(), await remember()];
  const before = (await recognise(one))!;
  const devices = await listDevices(one, aliceId(), issuer.context);
  const { id } = devices.find(({ isThisOne }) => isThisOne)!;
  expect(await forget(id)).toBe(true);
  expect(await forget(id)).toBe(false);
  const after = (await recognise(other))!;
  expect(after.credentialVersion).toBeGreaterThan(before.credentialVersion);
});

describe('the token in the cookie', () => {
  test('is another one each time; tabs that come at the same moment are known all', async () => {
    const first = (await remember()).value!;
    const tabs = Array.from({ length: 4 }, () => kept(first));
    const answers = await Promise.all(tabs.map((tab) => recognise(tab)));
    expect(answers).not.toContain(null);
    expect(tabs.filter(({ value }) => value !== first)).toHaveLength(1);
  });

  test('ends it for both where a copy was used', async () => {
    const owner = await remember();
    const thief = kept(owner.value);
    expect(await recognise(thief)).not.toBeNull();
    issuer.clock.advance(61);
    expect(await recognise(owner)).toBeNull();
    expect(await recognise(thief)).toBeNull();
    const [event] = await issuer.context.sql`
      select actor, detail from audit_events where action = 'device.forget' order by id desc limit 1`;
    const detail = { reason: 'an older token came again' };
    expect(event).toEqual({ actor: 'anonymous', detail });
  });

  test('is kept for five people, and of one person in 20 browsers', async () => {
    const cookie = kept(['b', 'c', 'd', 'e', 'f'].map((each) => each.repeat(43)).join('~'));
    await remember(cookie);
    expect(cookie.value!.split('~').slice(1)).toEqual(
      ['b', 'c', 'd', 'e'].map((each) => each.repeat(43)),
    );
    for (let index = 0; index < 21; index++) await remember();
    expect(await listDevices(cookie, aliceId(), issuer.context)).toHaveLength(20);
    expect(await recognise(cookie)).toBeNull();
  });
});

test('a person sees them on their account page, and forgets one there', async () => {
  await issuer.context.sql`truncate totp_secrets`;
  const person = createPerson(issuer);
  await person.signIn(bob);
  const bobId = ids[bob.email]!;
  const [device] = [await remember(kept(), bobId), await remember()];
  const page = await person.open('/account/devices');
  expect(page.text).toContain('Not asked until');
  const [, id = ''] = /name="device" value="([^"]+)"/.exec(page.text)!;
  const forgetOn = async (fields: Record<string, string>) =>
    person.follow(await person.send(page, fields, '/account/devices/forget'));
  for (const made of ['x', issuer.context.random.uuid()]) await forgetOn({ device: made });
  expect((await person.open('/account/devices')).text).toContain('Not asked until');
  expect((await forgetOn({ device: id })).text).toContain('No remembered devices');
  expect(await recognise(device!, bobId)).toBeNull();
  const mine = await remember(kept(), bobId);
  expect((await forgetOn({})).text).toContain('All devices are forgotten');
  expect(await recognise(mine, bobId)).toBeNull();
  const [left] = await issuer.context.sql`select count(*)::int as count from remembered_devices`;
  expect(left).toEqual({ count: 1 });
});
