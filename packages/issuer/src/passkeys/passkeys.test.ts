import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  Authenticator,
  type CreationOptions,
  type KeyKind,
  type Lies,
} from '../../../../testing/authenticator.ts';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop, webRedirect } from '../../../../testing/shop.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { requireAuthorityOverUser } from '../directory/authority.service.ts';
import { codesOf } from '../factors/app-people.fixture.ts';
import { enrolPasskey } from '../factors/enrol-passkey.service.ts';
import { removePasskey } from '../factors/remove-passkey.service.ts';
import { withoutEmail } from '../mail/mail-settings.ts';
import { optionsOf } from './asked.fixture.ts';
import { maxPasskeys, userHandleOf } from './passkey.ts';
import { beginPasskey, listPasskeys } from './passkeys.service.ts';

let issuer: TestIssuer;
let aliceId: string;
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

beforeAll(async () => {
  // Without mails, no code comes before the first passkey (`confirm-mailbox.test.ts`).
  const mail = withoutEmail('http://localhost', false);
  issuer = await startTestIssuer({ ...shop, sign_in: { ways: ['password', 'passkey'] } }, { mail });
  aliceId = await idOf(alice.email);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  const { sql } = issuer.context;
  await sql`truncate passkeys, passkey_challenges, totp_secrets, recovery_codes, sign_in_throttles`;
  await sql`update users set disabled_at = null`;
});

async function idOf(email: string): Promise<string> {
  const [row] = await issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${email}`;
  return row!.id;
}

const sure = { acr_values: 'aal2' };
const url = (extra: Record<string, string> = {}) =>
  authorizeUrl({
    ...{ issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect },
    ...{ codeVerifier: verifier(), extra },
  });

/** Opens the sign-in page. */
async function open(browser: Visitor, extra?: Record<string, string>) {
  const page = (await browser.get(url(extra))).next!;
  const shown = await browser.get(page);
  return { browser, page, csrf: csrfOf(shown), options: optionsOf(shown) };
}

const send = (
  { browser, page, csrf }: { browser: Visitor; page: string; csrf: string },
  credential: string,
): Promise<Visit> => browser.post(page, { csrf, credential });

/** Types the password. @returns where that leads. */
async function typePassword(browser: Visitor, extra?: Record<string, string>, person = alice) {
  const page = (await browser.get(url(extra))).next!;
  const csrf = csrfOf(await browser.get(page));
  const posted = await browser.post(page, { csrf, ...person });
  return (await browser.get(posted.next!)).next!;
}

const newAuthenticator = (more = {}) => new Authenticator(issuer.url, more);

/** Sets a passkey up on the way through a sign-in. */
async function setUp(
  authenticator = newAuthenticator(),
  { person = alice, lies, kind }: { person?: typeof alice; lies?: Lies; kind?: KeyKind } = {},
) {
  const browser = createVisitor();
  const choice = await typePassword(browser, sure, person);
  const page = choice.replace('/set-up-factor/', '/set-up-passkey/');
  const shown = await browser.get(page);
  const credential = authenticator.create(optionsOf(shown), lies, kind);
  const csrf = csrfOf(shown);
  const answer = await browser.post(page, { csrf, credential });
  return { authenticator, browser, choice, page, csrf, credential, answer };
}

/** Where the dispatcher leads after an answer: the application gets a code, or a page comes. */
async function ended(browser: Visitor, answer: Visit): Promise<string> {
  expect(answer.status).toBe(303);
  const next = new URL((await browser.get(answer.next!)).next!);
  return next.searchParams.has('code') ? 'code' : next.pathname.split('/')[1]!;
}

const sessionOf = async (userId = aliceId) => {
  const [row] = await issuer.context.sql`
    select acr, amr from sessions where user_id = ${userId} order by auth_time desc limit 1`;
  return row;
};

const passkeyCount = async () => {
  const [row] = await issuer.context.sql`select count(*)::int as count from passkeys`;
  return row!['count'];
};

/** One that is refused tells the person, and nothing is kept. */
async function expectRefused(browser: Visitor, page: string, answer: Visit, text: string) {
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(text);
  const next = (await browser.get(page.replace('/sign-in/', '/authorize/'))).next!;
  expect(new URL(next).pathname).toMatch(/^\/sign-in\//);
}

const notAccepted = 'This passkey was not accepted';

describe('setting up', () => {
  test('where two factors are demanded a person chooses a passkey, and gets codes for paper', async () => {
    const { browser, choice, answer } = await setUp();
    expect(choice).toContain('/set-up-factor/');
    expect(answer.status).toBe(200);
    expect([...answer.text.matchAll(/<code>[A-Z-]+<\/code>/g)]).toHaveLength(10);
    const next = /href="([^"]*\/authorize\/[^"]+)"/.exec(answer.text)![1]!;
    const back = new URL((await browser.get(issuer.url + next)).next!);
    expect(back.searchParams.has('code')).toBe(true);
    expect(await sessionOf()).toEqual({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
    const [event] = await issuer.context.sql`
      select actor, detail from audit_events where action = 'factor.add' order by id desc limit 1`;
    expect(event).toEqual({
      actor: `user:${aliceId}`,
      detail: { factor: 'passkey', name: 'Passkey' },
    });
  });

  test('what the browser is asked with', async () => {
    const browser = createVisitor();
    const page = await typePassword(browser, sure);
    const options = optionsOf(
      await browser.get(page.replace('/set-up-factor/', '/set-up-passkey/')),
    );
    expect(options).toMatchObject({
      ...{ timeout: 300_000, attestation: 'none', excludeCredentials: [] },
      rp: { id: 'localhost', name: 'Sallyport' },
      user: { id: userHandleOf(aliceId).toString('base64url'), name: alice.email },
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    expect(options.pubKeyCredParams!.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    expect(JSON.stringify(options)).not.toContain(aliceId);
  });

  test.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'with %s, and signing in with it',
    async (kind) => {
      const { authenticator } = await setUp(newAuthenticator(), { kind });
      const tab = await open(createVisitor());
      const answer = await send(tab, authenticator.get(tab.options));
      expect(await ended(tab.browser, answer)).toBe('code');
    },
  );

  test('what is wrong with it is told, and nothing is kept', async () => {
    const browser = createVisitor();
    const page = (await typePassword(browser, sure)).replace('factor/', 'passkey/');
    let shown = await browser.get(page);
    const csrf = csrfOf(shown);
    const hostile = [
      ...[{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { keep: 60 }],
      ...[{ challenge: 'A'.repeat(70) }, { crossOrigin: true }, { idLength: 1024 }],
    ];
    for (const lies of hostile) {
      const credential = newAuthenticator().create(optionsOf(shown), lies);
      shown = await browser.post(page, { csrf, credential });
      expect([lies, shown.status]).toEqual([lies, 403]);
      expect(shown.text).toContain(notAccepted);
    }
    const large = JSON.stringify({ id: 'A'.repeat(60_000) });
    for (const credential of ['{', 'null', '{}', large]) {
      expect((await browser.post(page, { csrf, credential })).status).toBe(403);
    }
    expect(await passkeyCount()).toBe(0);
  });

  test('a page of another sign-in, or of another person, is not taken', async () => {
    const other = createVisitor();
    const foreign = (await typePassword(other, sure)).replace(
      '/set-up-factor/',
      '/set-up-passkey/',
    );
    const options = optionsOf(await other.get(foreign));
    const { browser, page, csrf } = await setUp(newAuthenticator(), { lies: { keep: 0 } });
    const credential = newAuthenticator().create(options);
    expect((await browser.post(page, { csrf, credential })).text).toContain(notAccepted);
  });

  test('one authenticator gives the same passkey to one person only', async () => {
    const { authenticator } = await setUp();
    const { id } = authenticator.held[0]!;
    const second = newAuthenticator();
    const browser = createVisitor();
    const page = (await typePassword(browser, sure, bob)).replace('factor/', 'passkey/');
    const shown = await browser.get(page);
    // The same id, with a key of another.
    const credential = second.create(optionsOf(shown), { useId: id });
    const answer = await browser.post(page, { csrf: csrfOf(shown), credential });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('This passkey could not be added');
    expect(await passkeyCount()).toBe(1);
  });

  test('the second press of a double click sets up one, and shows the same codes', async () => {
    const { browser, page, csrf, credential, answer } = await setUp();
    const again = await browser.post(page, { csrf, credential });
    expect(codesOf(again)).toHaveLength(10);
    expect(codesOf(again)).toEqual(codesOf(answer));
    expect(await passkeyCount()).toBe(1);
  });

  test('a password alone sets up no second passkey', async () => {
    await setUp();
    const browser = createVisitor();
    const page = await typePassword(browser, sure);
    expect(page).toContain('/passkey/');
    const again = page.replace('/passkey/', '/set-up-passkey/');
    expect((await browser.get(again)).next).toContain('/authorize/');
  });
});

describe('signing in with a passkey alone', () => {
  test('it says who it is, and is as sure as it gets', async () => {
    const { authenticator } = await setUp();
    await issuer.context.sql`delete from sessions`;
    const tab = await open(createVisitor(), { acr_values: 'phr' });
    expect(tab.options).toMatchObject({ allowCredentials: [], userVerification: 'required' });
    const answer = await send(tab, authenticator.get(tab.options));
    expect(await ended(tab.browser, answer)).toBe('code');
    expect(await sessionOf()).toEqual({ acr: 'phr', amr: ['pop', 'user', 'mfa'] });
  });

  test('what is wrong with it is told, and signs in no one', async () => {
    const { authenticator } = await setUp();
    const { browser, page, csrf, options } = await open(createVisitor());
    let asked = options;
    const hostile = [
      ...[{ origin: 'https://evil.example' }, { origin: 'http://localhost:1' }],
      ...[{ rpId: 'evil.example' }, { type: 'webauthn.create' }, { spoilSignature: true }],
      ...[{ crossOrigin: true }, { challenge: 'A'.repeat(70) }, { challenge: '' }, { keep: 36 }],
      ...[{ userHandle: userHandleOf('another').toString('base64url') }, { userHandle: undefined }],
    ];
    for (const lies of hostile) {
      const answer = await send({ browser, page, csrf }, authenticator.get(asked, lies));
      expect([lies, answer.status]).toEqual([lies, 403]);
      await expectRefused(browser, page, answer, notAccepted);
      asked = optionsOf(answer);
    }
  });

  test('one that did not check the person is told so', async () => {
    const { authenticator } = await setUp();
    const tab = await open(createVisitor());
    const answer = await send(tab, authenticator.get(tab.options, { flags: 0x01 }));
    await expectRefused(tab.browser, tab.page, answer, 'did not check that it is you');
  });

  test('one that is not known here is told to the browser', async () => {
    const { authenticator } = await setUp();
    await issuer.context.sql`delete from passkeys`;
    const tab = await open(createVisitor());
    const answer = await send(tab, authenticator.get(tab.options));
    await expectRefused(tab.browser, tab.page, answer, 'is not known here');
    const credentialId = authenticator.held[0]!.id.toString('base64url');
    const told = JSON.stringify({ rpId: 'localhost', credentialId }).replaceAll('"', '&quot;');
    expect(answer.text).toContain(`data-unknown="${told}"`);
  });

  test('of a disabled account counts nothing', async () => {
    const { authenticator } = await setUp();
    await issuer.context.sql`update users set disabled_at = now() where id = ${aliceId}`;
    const tab = await open(createVisitor());
    const answer = await send(tab, authenticator.get(tab.options));
    await expectRefused(tab.browser, tab.page, answer, notAccepted);
  });

  test('a counter that goes back is refused, and in the audit log', async () => {
    const { authenticator } = await setUp();
    for (const [counter, status] of [
      [7, 303],
      [7, 403],
      [6, 403],
      [0, 403],
      [8, 303],
    ] as const) {
      const tab = await open(createVisitor());
      const answer = await send(tab, authenticator.get(tab.options, { counter }));
      expect([counter, answer.status]).toEqual([counter, status]);
    }
    const events = await issuer.context.sql`
      select detail from audit_events where action = 'factor.refuse'`;
    expect(events).toHaveLength(3);
    expect(events[0]).toEqual({
      detail: { factor: 'passkey', reason: 'the counter did not rise' },
    });
  });

  test('one that does not count stays at 0', async () => {
    const { authenticator } = await setUp();
    for (let turn = 0; turn < 2; turn++) {
      const tab = await open(createVisitor());
      expect((await send(tab, authenticator.get(tab.options, { counter: 0 }))).status).toBe(303);
    }
  });

  test('a challenge counts once, in its browser, in its sign-in, for five minutes', async () => {
    const { authenticator } = await setUp();
    const one = await open(createVisitor());
    const credential = authenticator.get(one.options);
    for (const tab of [await open(createVisitor()), await open(one.browser)]) {
      await expectRefused(tab.browser, tab.page, await send(tab, credential), notAccepted);
    }
    expect(await ended(one.browser, await send(one, credential))).toBe('code');
    issuer.clock.advance(11);
    const again = await send(one, credential);
    expect(again.status).toBe(400);
    expect(again.text).toContain('This sign-in');

    const late = await open(createVisitor());
    issuer.clock.advance(301);
    const answer = await send(late, authenticator.get(late.options));
    await expectRefused(late.browser, late.page, answer, 'This took too long');
  });

  test('of eight answers to one challenge at the same moment one counts', async () => {
    const { authenticator } = await setUp();
    const tab = await open(createVisitor());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(tab, authenticator.get(tab.options))),
    );
    expect(answers.filter(({ status }) => status === 303).length).toBeGreaterThan(0);
    const [row] = await issuer.context.sql`select count(*)::int as count from passkey_challenges`;
    // The one of setting up is the other.
    expect(row).toEqual({ count: 2 });
    expect(await ended(tab.browser, answers[0]!)).toBe('code');
  });

  test('two tabs have their own, and each goes on', async () => {
    const { authenticator } = await setUp();
    const browser = createVisitor();
    const tabs = [await open(browser), await open(browser)];
    expect(tabs[0]!.options.challenge).not.toBe(tabs[1]!.options.challenge);
    for (const tab of tabs.toReversed()) {
      expect(await ended(browser, await send(tab, authenticator.get(tab.options)))).toBe('code');
    }
  });

  test('what is proved dies with what the account is signed in with', async () => {
    const { authenticator } = await setUp();
    const tab = await open(createVisitor());
    const answer = await send(tab, authenticator.get(tab.options));
    await issuer.context.sql`
      update users set credential_version = credential_version + 1 where id = ${aliceId}`;
    expect(await ended(tab.browser, answer)).toBe('sign-in');
  });

  test('neither a secret nor a credential is logged', async () => {
    const { authenticator } = await setUp();
    const tab = await open(createVisitor());
    await send(tab, authenticator.get(tab.options, { spoilSignature: true }));
    const lines = issuer.logged.join('\n');
    expect(lines).toContain('sign-in refused');
    expect(lines).not.toContain(tab.options.challenge);
    expect(lines).not.toContain(authenticator.held[0]!.id.toString('base64url'));
  });
});

describe('a passkey as the second factor', () => {
  /** A security key that is only touched. */
  const touched = () => newAuthenticator({ checksPerson: false });

  async function openSecond(browser = createVisitor(), person = alice) {
    const page = await typePassword(browser, {}, person);
    expect(page).toContain('/passkey/');
    const shown = await browser.get(page);
    return { browser, page, csrf: csrfOf(shown), options: optionsOf(shown), shown };
  }

  test('who has one is asked for it after the password', async () => {
    const { authenticator } = await setUp(touched());
    const tab = await openSecond();
    expect(tab.options).toMatchObject({
      userVerification: 'discouraged',
      allowCredentials: [{ id: authenticator.held[0]!.id.toString('base64url') }],
    });
    // Older keys keep no owner.
    const credential = authenticator.get(tab.options, { userHandle: undefined });
    expect(await ended(tab.browser, await send(tab, credential))).toBe('code');
    expect(await sessionOf()).toEqual({ acr: 'phr', amr: ['pwd', 'pop', 'user', 'mfa'] });
  });

  test('a key that is only touched signs in no one alone', async () => {
    const { authenticator } = await setUp(touched());
    const tab = await open(createVisitor());
    const answer = await send(tab, authenticator.get(tab.options));
    await expectRefused(tab.browser, tab.page, answer, 'did not check that it is you');
  });

  test('the passkey of another person is refused', async () => {
    await setUp(touched());
    const { authenticator } = await setUp(newAuthenticator(), { person: bob });
    const tab = await openSecond();
    const answer = await send(tab, authenticator.get(tab.options));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(notAccepted);
  });

  test('a recovery code does as well, and lets another passkey be set up', async () => {
    const { answer } = await setUp(touched());
    const code = /<code>([A-Z-]+)<\/code>/.exec(answer.text)![1]!;
    const { browser, page, shown } = await openSecond();
    expect(shown.text).toContain('/recovery-code/');
    expect(shown.text).not.toContain('href="/totp/');
    const other = page.replace('/passkey/', '/recovery-code/');
    const csrf = csrfOf(await browser.get(other));
    expect(await ended(browser, await browser.post(other, { csrf, code }))).toBe('code');
    issuer.clock.advance(11);
    expect((await browser.get(page.replace('/passkey/', '/totp/'))).status).toBe(400);
  });

  test('to be surer than an app makes it, a passkey is set up after its code', async () => {
    const { sql, random } = issuer.context;
    await sql`
      insert into totp_secrets (user_id, secret, last_step, created_at)
      values (${aliceId}, ${random.bytes(40)}, 0, now())`;
    const browser = createVisitor();
    const page = await typePassword(browser, { acr_values: 'phr' });
    expect(page).toContain('/totp/');
    expect((await browser.get(page.replace('/totp/', '/set-up-passkey/'))).next).toContain(
      '/authorize/',
    );
  });
});

test('of many that are set up at the same moment there are no more than so many', async () => {
  const { context } = issuer;
  const [row] = await context.sql<{ version: number }[]>`
    select credential_version as version from users where id = ${aliceId}`;
  const person = { userId: aliceId, email: alice.email, within: 'a session' };
  const added = await Promise.all(
    Array.from({ length: maxPasskeys + 4 }, async () => {
      const options = await beginPasskey(person, 'Shop', context);
      const credential = newAuthenticator().create(options as CreationOptions);
      const owner = { ...person, credentialVersion: row!.version, session: null };
      const words = { otherwiseCalled: 'Passkey', language: 'en', factorNamed: String };
      return enrolPasskey(credential, owner, null, words, context);
    }),
  );
  expect(added.filter(({ kind }) => kind === 'added')).toHaveLength(maxPasskeys);
  expect(await passkeyCount()).toBe(maxPasskeys);
  expect(added.filter(({ recoveryCodes }) => recoveryCodes.length > 0)).toHaveLength(1);
});

test('taken away by an administrator, sessions end and the codes on paper with the last', async () => {
  const { authenticator } = await setUp();
  const { context } = issuer;
  const tab = await open(createVisitor());
  const proved = await send(tab, authenticator.get(tab.options));
  const [passkey] = await listPasskeys(aliceId, context);
  expect(passkey).toMatchObject({ name: 'Passkey', backedUp: false, userVerified: true });
  const admin = { actor: 'client:console', permissions: ['users:write' as const] };
  const permit: Parameters<typeof removePasskey>[1]['permit'] = (tx, now) =>
    requireAuthorityOverUser(tx, admin, aliceId, now);
  const owned = { userId: aliceId, id: passkey!.id };
  await removePasskey({ ...owned, userId: await idOf(bob.email) }, { ...admin, permit }, context);
  expect(await passkeyCount()).toBe(1);
  await removePasskey(owned, { ...admin, permit }, context);
  await removePasskey(owned, { ...admin, permit }, context);
  const { sql } = context;
  expect(await sql`select from passkeys`).toHaveLength(0);
  expect(await sql`select from recovery_codes`).toHaveLength(0);
  const living = await sql`select from sessions where user_id = ${aliceId} and ended_at is null`;
  expect(living).toHaveLength(0);
  const events = await sql`
    select actor, detail from audit_events where action = 'factor.remove' and actor = 'client:console'`;
  expect(events).toEqual([
    { actor: 'client:console', detail: { factor: 'passkey', name: 'Passkey' } },
  ]);
  // What was proved before counts no more.
  expect(await ended(tab.browser, proved)).toBe('sign-in');
});
