import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { passwordCost } from '../../../../testing/password-cost.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import { watchStatements } from '../../../../testing/watch-statements.ts';
import { continueAuthorize } from '../authorize/authorize.endpoint.ts';
import { hashPassword, maxHashes, verifyPassword } from '../directory/users/password.ts';
import { leadOn, type Site, startSite } from '../http/site.fixture.ts';
import { sha256 } from '../runtime/sha256.ts';
import { showSignIn, submitSignIn } from './sign-in.endpoint.ts';
import { createSignInReader } from './sign-in-reader.service.ts';

const alice = '0197a000-0000-7000-8000-00000000a11c';
let site: Site;

beforeAll(async () => {
  site = await startSite(
    (app, context) => {
      app.get('/sign-in/:interaction', showSignIn(context));
      app.post('/sign-in/:interaction', submitSignIn(context));
      app.get('/authorize/:interaction', continueAuthorize(context));
    },
    { trustedProxies: ['127.0.0.0/8'] },
  );
  const { sql, random, clock } = site.context;
  const hash = await hashPassword('correct horse', site.context);
  await sql`
    insert into users
      (id, email, email_verified, name, password_hash, disabled_at, created_at) values
      (${alice}, 'Alice@example.com', true, 'Alice', ${hash}, null, ${clock.now()}),
      (${random.uuid()}, 'gone@example.com', true, 'Gone', ${hash}, ${clock.now()}, ${clock.now()}),
      (${random.uuid()}, 'fed@example.com', true, 'Fed', null, null, ${clock.now()}),
      (${random.uuid()}, 'claims@example.com', false, 'C', ${hash}, null, ${clock.now()}),
      (${random.uuid()}, 'jörg@xn--exmple-cua.de', true, 'J', ${hash}, null, ${clock.now()}),
      (${random.uuid()}, 'ALICE@example.com', false, 'A', null, null, ${clock.now()})`;
  await sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, ordinal, hidden, domains, declared) values
      ('acme', 'oidc', 'Acme & Sons', 'https://acme.example', 'x', ''::bytea, '{}', 1, false, '{}', true),
      ('work', 'microsoft', 'Contoso', 'https://login.example', 'x', ''::bytea, '{}', 0, false, '{}', true),
      ('old', 'oidc', 'Old ID', 'https://old.example', 'x', ''::bytea, '{}', 2, true, '{old.example}', true)`;
});

afterAll(() => site.close());

beforeEach(async () => {
  await site.context.sql`truncate sign_in_throttles`;
});

const wrong = 'The e-mail address or the password is not right.';

async function begin(visitor: Visitor, parameters = {}) {
  const query = encodeURIComponent(JSON.stringify(parameters));
  const { text: id } = await visitor.get(`${site.url}/begin?with=${query}`);
  const url = `${site.url}/sign-in/${id}`;
  return { id, url, page: await visitor.get(url) };
}

async function attempt(email: string, password: string) {
  const visitor = createVisitor();
  const { id, url, page } = await begin(visitor);
  const sent = await visitor.post(url, { csrf: csrfOf(page), email, password });
  const answer = await leadOn(visitor, sent);
  return { id, visitor, answer };
}

/** What the audit log has of Alice, newest first. */
const eventsOfAlice = () => site.context.sql<{ action: string; actor: string; detail: object }[]>`
  select action, actor, detail from audit_events where ${`user:${alice}`} = any(subjects)
  order by id desc`;

const hasSession = (visitor: Visitor) => visitor.cookie(site.url, '__Host-sp_sso') !== undefined;

test('the page names the application, offers the providers, and runs scripts of ours alone', async () => {
  const { id, page } = await begin(createVisitor());
  expect(page.status).toBe(200);
  expect(page.text).toContain('<h1>Sign in to Shop</h1>');
  expect(page.text).toContain('Continue with Acme &amp; Sons');
  expect(page.text).toContain(`action="/federation/acme/start/${id}"`);
  expect(page.text.match(/<script/g)).toHaveLength(2);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("form-action 'self' https://shop.example;");
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('the buttons of the providers stand in the order of the file, with their marks', async () => {
  const { page } = await begin(createVisitor());
  const buttons = page.text.match(/<button class="button secondary.*/g);
  expect(buttons).toEqual([
    expect.stringMatching(/provider-microsoft"><svg.*<span>Sign in with Contoso</),
    expect.stringMatching(/provider"><span>Continue with Acme &amp; Sons</),
  ]);
});

test.each([
  ['of its domain', 'ann@OLD.example', ['Old ID', 'Contoso', 'Acme &amp; Sons']],
  ['of another domain', 'ann@older.example', ['Contoso', 'Acme &amp; Sons']],
  ['that is none', 'old.example', ['Contoso', 'Acme &amp; Sons']],
])('with an address %s, the buttons are those of %s', async (_, loginHint, names) => {
  const { page } = await begin(createVisitor(), { loginHint });
  const shown = [...page.text.matchAll(/<span>(?:Sign in|Continue) with ([^<]*)</g)];
  expect(shown.map(([, name]) => name)).toEqual(names);
});

test('a typed address of its domain shows the button of a hidden provider too', async () => {
  const { answer } = await attempt('ann@old.example', 'wrong');
  expect(answer.text).toContain('Continue with Old ID');
});

test.each([
  ['as it is stored', 'jörg@xn--exmple-cua.de'],
  ['as people write it', 'JÖRG@Exämple.de'],
  ['with marks of their own', ' jo\u0308rg@exa\u0308mple.de '],
])('an address beyond ASCII signs in %s', async (_, email) => {
  expect((await attempt(email, 'correct horse')).answer.status).toBe(303);
});

test.each([
  ['a dotless i', 'al\u0131ce@example.com', 'look like others'],
  ['a dotted capital I', 'AL\u0130CE@example.com', 'look like others'],
  ['a zero-width space', 'ali\u200bce@example.com', 'invisible'],
  ['no domain', 'alice', 'has one @'],
])('an address with %s is refused with a sentence, and not counted', async (_, email, why) => {
  const { answer } = await attempt(email, 'correct horse');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(why);
  expect(await site.context.sql`select from sign_in_throttles`).toHaveLength(0);
});

test('the right password starts a session and leads on', async () => {
  const { id, visitor, answer } = await attempt(' alice@EXAMPLE.com ', 'correct horse');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/authorize/${id}`);
  expect(visitor.cookie(site.url, '__Host-sp_sso')).toMatch(/^[\w-]{43}$/);
  const sessions = await site.context.sql`select amr from sessions where user_id = ${alice}`;
  expect(sessions).toEqual([{ amr: ['pwd'] }]);
  const [event] = await eventsOfAlice();
  const traced = {
    action: 'session.start',
    actor: `user:${alice}`,
    detail: { amr: ['pwd'], acr: 'aal1' },
  };
  expect(event).toEqual(traced);
});

test.each([
  ['a wrong password', 'alice@example.com', 'wrong horse'],
  ['an unknown address', 'unknown@example.com', 'correct horse'],
  ['a disabled user', 'gone@example.com', 'correct horse'],
  ['a user who only claims the address', 'claims@example.com', 'correct horse'],
  ['a user without a password', 'fed@example.com', 'correct horse'],
])('%s is refused with the same words, and the address kept', async (_, email, password) => {
  const { visitor, answer } = await attempt(email, password);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(wrong);
  expect(answer.text).toContain('aria-describedby="sign-in-error"');
  expect(answer.text).toContain(`value="${email}"`);
  expect(answer.text).not.toContain(password);
  expect(hasSession(visitor)).toBe(false);
});

test('a refused sign-in is found in the log by the number on its page', async () => {
  site.context.thinned.flush();
  const { answer } = await attempt('Alice@example.com', 'a wrong horse');
  const number = /error-id">([2-9a-z]{10})</.exec(answer.text)![1];
  const line = site.logged
    .map((each) => JSON.parse(each))
    .find((each) => each.requestId === number);
  expect(line).toMatchObject({
    level: 40,
    msg: 'sign-in refused',
    user: alice,
    reason: 'wrong password',
    network: '127.0.0.1',
  });
  expect(JSON.stringify(line)).not.toMatch(/example\.com|horse/i);
});

test('a password that is refused is in the audit log, and what was typed is not', async () => {
  await attempt('Alice@example.com', 'a wrong horse');
  await expect
    .poll(async () => (await eventsOfAlice())[0])
    .toEqual({
      action: 'session.refuse',
      actor: 'anonymous',
      detail: { reason: 'wrong password' },
    });
});

test('without cookies the page says so, and with them it does not', async () => {
  const { url, page } = await begin(createVisitor());
  expect(page.text).not.toContain('role="alert"');
  const fields = { csrf: csrfOf(page), email: 'alice@example.com', password: 'correct horse' };
  const forgetful = await createVisitor().post(url, fields);
  expect(forgetful.status).toBe(303);
  const told = await createVisitor().get(forgetful.next!);
  expect(told.text).toMatch(/role="alert">.*<span>Your browser did not keep the cookie/);
  expect(told.text).not.toContain('aria-invalid');
  const known = createVisitor();
  await begin(known);
  expect((await known.get(forgetful.next!)).text).not.toContain('role="alert"');
});

test('an empty field is named, and not counted', async () => {
  const { answer } = await attempt('alice@example.com', '');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('Enter your e-mail address and your password.');
  expect(await site.context.sql`select from sign_in_throttles`).toHaveLength(0);
});

test('login_hint fills in the address, as text and not as markup', async () => {
  const { page } = await begin(createVisitor(), { loginHint: '"><b>@example.com' });
  expect(page.text).toContain('value="&quot;&gt;&lt;b&gt;@example.com"');
});

test('a form that was made for another browser does not sign in, and is shown again', async () => {
  const victim = createVisitor();
  const { url, page } = await begin(victim);
  const fields = { email: 'alice@example.com', password: 'correct horse' };
  const stranger = createVisitor();
  await begin(stranger);
  const attempts = [
    await stranger.post(url, { ...fields, csrf: csrfOf(page) }),
    await victim.post(url, fields),
  ];
  for (const { status, next } of attempts) expect([status, next]).toEqual([303, url]);
  expect([hasSession(stranger), hasSession(victim)]).toEqual([false, false]);
});

test('an interaction of another browser begins anew in this one', async () => {
  const { url } = await begin(createVisitor());
  const other = createVisitor();
  const page = await other.get(url);
  const action = /action="(\/sign-in\/[^"]*)"/.exec(page.text)![1]!;
  expect(action).not.toBe(new URL(url).pathname);
  const fields = { csrf: csrfOf(page), email: 'alice@example.com', password: 'correct horse' };
  const answer = await leadOn(other, await other.post(site.url + action, fields));
  expect(answer.next).toBe(site.url + action.replace('sign-in', 'authorize'));
  expect(hasSession(other)).toBe(true);
});

test('one person may sign in from several tabs at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => attempt('alice@example.com', 'correct horse')),
  );
  expect(answers.map(({ answer }) => answer.status)).toEqual(Array(8).fill(303));
  const rows = await site.context.sql`select bucket from sign_in_throttles where level > 0`;
  expect(rows).toEqual([]);
});

test('a tab that is visited after the person signed in in another one goes on', async () => {
  const visitor = createVisitor();
  const tabs = [await begin(visitor), await begin(visitor), await begin(visitor)];
  const fields = { email: 'alice@example.com', password: 'correct horse' };
  const [first, ...others] = tabs;
  await leadOn(visitor, await visitor.post(first!.url, { csrf: csrfOf(first!.page), ...fields }));
  for (const { id, url } of others) {
    expect((await visitor.get(url)).next).toBe(`${site.url}/authorize/${id}`);
  }
  // One that began later asked although the person was signed in, and so has to be answered.
  expect((await begin(visitor)).page.status).toBe(200);
});

test('the page is one statement, for a browser without a session', async () => {
  const { id } = await begin(createVisitor());
  const { sql, statements } = watchStatements(site.context.sql, /./);
  const app = new Hono();
  const signIns = createSignInReader({ ...site.context, sql });
  app.get('/sign-in/:interaction', showSignIn({ ...site.context, sql, signIns }));
  const visitor = createVisitor();
  await visitor.get(`${site.url}/sign-in/${id}`);
  const own = (await visitor.get(`${site.url}/begin`)).text;
  statements.length = 0;
  const cookie = `__Host-sp_browser=${visitor.cookie(site.url, '__Host-sp_browser')}`;
  const incoming = { socket: {}, headers: {} };
  const page = await app.request(`/sign-in/${own}`, { headers: { cookie } }, { incoming });
  expect(page.status).toBe(200);
  // Pieces of one statement are written with the same tag.
  expect(statements.filter((text) => /^\s*(with|select|insert|update)/.test(text))).toHaveLength(1);
});

test('pages of one moment share statements, and each shows its own sign-in', async () => {
  const { sql, statements } = watchStatements(site.context.sql, /^\s*select id_hash/);
  const read = createSignInReader({ ...site.context, sql });
  const begun: { id: string; loginHint: string }[] = [];
  for (let n = 0; n < 20; n++) {
    const loginHint = `person${n}@example.com`;
    begun.push({ id: (await begin(createVisitor(), { loginHint })).id, loginHint });
  }
  const found = await Promise.all(begun.map(({ id }) => read(id)));
  expect(found.map((row) => row?.['parameters'])).toMatchObject(
    begun.map(({ loginHint }) => ({ loginHint })),
  );
  expect(await read('of nobody')).toBeUndefined();
  expect(statements).toHaveLength(2);
});

test('a sign-in that cannot be read is one page without the others of its moment', async () => {
  const visitor = createVisitor();
  const broken = await begin(visitor);
  const whole = await begin(visitor);
  await site.context.sql`
    update authorization_requests set proofs = '[{}]'
    where id_hash = ${sha256(broken.id)} and expires_at > ${site.context.clock.now()}`;
  const pages = await Promise.all([visitor.get(broken.url), visitor.get(whole.url)]);
  expect(pages.map(({ status }) => status)).toEqual([500, 200]);
});

describe('the address first', () => {
  const setPolicy = (definition: object) => site.context.sql`
    insert into policies (name, definition) values ('sign_in', ${site.context.sql.json(definition)})
    on conflict (name) do update set definition = excluded.definition`;
  beforeEach(() => setPolicy({ identifier_first: true }));
  afterEach(() => site.context.sql`delete from policies`);

  const give = async (visitor: Visitor, url: string, fields: Record<string, string>) =>
    visitor.post(url, { csrf: csrfOf(await visitor.get(url)), ...fields });

  test.each(['alice@example.com', 'unknown@example.com', 'fed@example.com'])(
    '%s is asked for the password on the next page, like everyone',
    async (email) => {
      const visitor = createVisitor();
      const { url, page } = await begin(visitor);
      expect(page.text).not.toContain('type="password"');
      const given = await give(visitor, url, { email: email.toUpperCase() });
      expect([given.status, given.next]).toEqual([303, url]);
      const asked = await visitor.get(url);
      expect(asked.text).toContain('type="password"');
      expect(asked.text.replaceAll(email, '').length).toBe(
        (await visitor.get(url)).text.replaceAll(email, '').length,
      );
      expect(asked.text).toMatch(new RegExp(`value="${email}" readonly`, 'i'));
      expect(url).not.toContain('@');
    },
  );

  test('and signs in with both', async () => {
    const visitor = createVisitor();
    const { url } = await begin(visitor);
    await give(visitor, url, { email: 'alice@example.com' });
    const email = 'alice@example.com';
    await leadOn(visitor, await give(visitor, url, { email, password: 'correct horse' }));
    expect(hasSession(visitor)).toBe(true);
  });

  test('that the client told is not asked for, and another one can be given', async () => {
    const visitor = createVisitor();
    const { url, page } = await begin(visitor, { loginHint: 'alice@example.com' });
    expect(page.text).toContain('value="alice@example.com" readonly');
    await give(visitor, url, { another: 'yes' });
    const asked = await visitor.get(url);
    expect(asked.text).not.toContain('type="password"');
    expect(asked.text).not.toContain('alice@example.com');
  });

  test.each([
    ['', 'Enter your e-mail address.'],
    ['alice', 'has one @'],
  ])('%j is refused with a sentence', async (email, sentence) => {
    const visitor = createVisitor();
    const answer = await give(visitor, (await begin(visitor)).url, { email });
    expect([answer.status, answer.text.includes(sentence)]).toEqual([403, true]);
  });

  test('a client may ask for both at once', async () => {
    const { sql } = site.context;
    await sql`update clients set sign_in = '{"identifier_first": false}'`;
    expect((await begin(createVisitor())).page.text).toContain('type="password"');
    await sql`update clients set sign_in = null`;
  });

  test('where no one signs in with a password, none is asked for and none is taken', async () => {
    const visitor = createVisitor();
    await setPolicy({ ways: [] });
    const { url, page } = await begin(visitor);
    expect(page.text).not.toContain('type="password"');
    expect(page.text).toContain('Continue with Acme');
    const fields = { email: 'alice@example.com', password: 'correct horse' };
    expect((await give(visitor, url, fields)).next).toBe(url);
    const { text } = await visitor.get(url.replace('/sign-in/', '/authorize/'));
    expect([text, hasSession(visitor)]).toEqual(['', false]);
  });
});

test('a server too busy to hash says when to come back, and counts no failure', async () => {
  // As many as may hash and wait, each coming back at once, so that no place is ever free.
  let busy = true;
  const crowd = Array.from({ length: maxHashes + 64 }, async () => {
    while (busy) await verifyPassword('x', null, passwordCost);
  });
  const { answer } = await attempt('alice@example.com', 'correct horse');
  busy = false;
  await Promise.all(crowd);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  const rows = await site.context.sql`select bucket from sign_in_throttles where level > 0`;
  expect(rows).toEqual([]);
});
