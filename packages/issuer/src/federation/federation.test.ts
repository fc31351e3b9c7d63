import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createVisitor, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { leadOn, type Site } from '../http/site.fixture.ts';
import { routes } from '../routes.ts';
import * as fixture from './federated-site.fixture.ts';
import { cancels, startProvider, type UpstreamProvider } from './provider.fixture.ts';
import { failingProviders, noteFailure } from './provider-failures.service.ts';
import { testProvider } from './test-provider.service.ts';

let site: Site;
let upstream: UpstreamProvider;
let direct: UpstreamProvider;

beforeAll(async () => {
  site = await fixture.startFederatedSite();
  upstream = await startProvider(site.url + routes.federationCallback('acme'));
  await declareProvider('acme', 'Acme ID', upstream.issuer);
});

afterAll(async () => {
  upstream.close();
  await site.close();
});

const declareProvider = (id: string, name: string, issuer: string) =>
  fixture.declareProvider(site, { id, name, issuer });
const start = (visitor: Visitor, who: string, provider = 'acme', parameters = {}) =>
  fixture.start(site, visitor, who, provider, parameters);
const signInThere = (visitor: Visitor, page: Visit) => fixture.signInThere(site, visitor, page);

async function reachCallback(visitor: Visitor, who: string) {
  const { interaction, page } = await start(visitor, who);
  return { interaction, callback: await signInThere(visitor, page) };
}

async function signInAs(who: string, visitor = createVisitor()) {
  const { interaction, callback } = await reachCallback(visitor, who);
  return {
    interaction,
    visitor,
    callback,
    answer: await leadOn(visitor, await visitor.get(callback)),
  };
}

const hasSession = (visitor: Visitor) => visitor.cookie(site.url, '__Host-sp_sso') !== undefined;

const usersOf = (email: string) => site.context.sql`
  select users.id, users.email, email_verified, name, issuer, subject,
         array(select group_name from group_members where user_id = users.id) as groups
  from users left join identities on user_id = users.id where lower(users.email) = lower(${email})`;

test('the first sign-in makes an account with what the provider says, and the second finds it', async () => {
  upstream.people.set('ann', { email: 'Ann@example.com', email_verified: true, name: 'Ann' });
  const { interaction, visitor, answer } = await signInAs('ann');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/authorize/${interaction}`);
  expect(hasSession(visitor)).toBe(true);

  const [user, ...others] = await usersOf('ann@example.com');
  expect(others).toEqual([]);
  expect(user).toMatchObject({
    email: 'Ann@example.com',
    email_verified: true,
    name: 'Ann',
    issuer: upstream.issuer,
    subject: 'ann',
    groups: ['guests'],
  });
  expect((await signInAs('ann')).answer.status).toBe(303);
  expect(await usersOf('ann@example.com')).toHaveLength(1);
  const sessions = await site.context.sql`select amr from sessions where user_id = ${user!['id']}`;
  expect(sessions).toEqual([{ amr: [] }, { amr: [] }]);
  const events = await site.context.sql`
    select action, actor, detail from audit_events
    where ${`user:${user!['id']}`} = any(subjects) order by id`;
  expect(events).toMatchObject([
    { action: 'user.create', actor: 'provider:acme' },
    { action: 'session.start', actor: `user:${user!['id']}`, detail: { provider: 'acme' } },
    { action: 'session.start', detail: { provider: 'acme' } },
  ]);
});

test('the same subject at another issuer is another person', async () => {
  upstream.people.set('bea', { email: 'bea@example.com', email_verified: true, name: 'Bea' });
  const other = site.context.random.uuid();
  await site.context.sql`
    insert into users (id, email, name, created_at)
    values (${other}, 'other-bea@example.com', 'Other Bea', now())`;
  await site.context.sql`
    insert into identities (issuer, subject, user_id, linked_at)
    values ('https://other.example', 'bea', ${other}, now())`;
  expect((await signInAs('bea')).answer.status).toBe(303);
  const [user] = await usersOf('bea@example.com');
  expect(user).toMatchObject({ name: 'Bea', issuer: upstream.issuer });
});

test('the way to the provider is a page with PKCE, state and nonce in its link', async () => {
  const { page } = await start(createVisitor(), 'ann');
  expect(page.status).toBe(200);
  const { searchParams } = new URL(page.next!);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'sallyport',
    redirect_uri: `${site.url}/federation/acme/callback`,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
    login_hint: 'ann',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test.each([
  [{ prompt: ['login'] }, '0'],
  [{ maxAge: 600 }, '600'],
  [{ prompt: ['login'], maxAge: 600 }, '0'],
])('a request for a recent sign-in is passed on to the provider: %j', async (parameters, age) => {
  const { page } = await start(createVisitor(), 'ann', 'acme', parameters);
  const { searchParams } = new URL(page.next!);
  expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', age]);
});

test('so is what the sign-in policy demands, where the request demands less', async () => {
  const { sql } = site.context;
  await sql`insert into policies (name, definition) values ('sign_in', '{"max_age": 300}')`;
  try {
    const { page } = await start(createVisitor(), 'ann', 'acme', { maxAge: 600 });
    expect(new URL(page.next!).searchParams.get('max_age')).toBe('300');
  } finally {
    await sql`delete from policies where name = 'sign_in'`;
  }
});

test.each([
  ['just now', { prompt: ['login'] }, 0, 303],
  ['a while ago', { prompt: ['login'] }, 600, 403],
  ['in time', { maxAge: 900 }, 600, 303],
  ['too long ago', { maxAge: 300 }, 600, 403],
  ['long ago, without a limit', {}, 90_000, 303],
])('a provider that signed a person in %s', async (_, parameters, ago, status) => {
  const ts = Math.floor(site.context.clock.now().getTime() / 1000) - ago;
  upstream.people.set('old', { email: 'old@example.com', email_verified: true });
  upstream.sessions.set('old', { ts });
  const visitor = createVisitor();
  const { page } = await start(visitor, 'old', 'acme', parameters);
  const answer = await visitor.get(await signInThere(visitor, page));
  expect((await leadOn(visitor, answer)).status).toBe(status);
  expect(hasSession(visitor)).toBe(status === 303);
});

test.each([
  ['an hour ago', 3600],
  ['just now', 0],
  ['in an hour, by its clock', -3600],
])('auth_time is when the provider signed the person in: %s', async (_, ago) => {
  const now = Math.floor(site.context.clock.now().getTime() / 1000);
  const who = site.context.random.uuid();
  upstream.people.set(who, { email: `${who}@example.com`, email_verified: true });
  upstream.sessions.set(who, { ts: now - ago });
  const visitor = createVisitor();
  // Its metadata says that it can be asked for it, by `claims`.
  const { page } = await start(visitor, who);
  await leadOn(visitor, await visitor.get(await signInThere(visitor, page)));
  const [user] = await usersOf(`${who}@example.com`);
  const [session] = await site.context.sql<{ authTime: Date }[]>`
    select auth_time as "authTime" from sessions where user_id = ${user!['id']}`;
  const late = Math.floor(session!.authTime.getTime() / 1000) - now + Math.max(ago, 0);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(10);
});

describe('two factors at a provider', () => {
  const trust = (trusted: readonly string[]) => {
    const settings = JSON.stringify({ trusted_for_two_factors: trusted });
    return site.context.sql`
      update providers set settings = ${settings}::text::jsonb where id = 'acme'`;
  };
  const signInWith = async (told: string[], trusted: string[]) => {
    const { sql } = site.context;
    await trust(trusted);
    const who = site.context.random.uuid();
    upstream.people.set(who, { email: `${who}@example.com`, email_verified: true });
    upstream.sessions.set(who, { amr: told });
    await signInAs(who);
    const [user] = await usersOf(`${who}@example.com`);
    const [session] = await sql`select acr, amr from sessions where user_id = ${user!['id']}`;
    return [session!['acr'], session!['amr']];
  };
  afterAll(() => site.context.sql`update providers set settings = '{}' where id = 'acme'`);

  test.each([
    [['pwd', 'mfa'], ['mfa'], 'aal2', ['pwd', 'mfa']],
    [['hwk'], ['hwk'], 'aal2', ['hwk', 'mfa']],
    [['pwd', 'mfa'], [], 'aal1', []],
    [['pwd', 'otp'], [], 'aal1', []],
    [['pwd'], ['mfa'], 'aal1', []],
    [[], ['mfa'], 'aal1', []],
  ])('%j counts where %j is trusted: %s, told as %j', async (told, trusted, ...expected) => {
    expect(await signInWith(told, trusted)).toEqual(expected);
  });

  test.each([
    ['aal2', ['two-factors', 'mfa', 'unknown'], 'two-factors'],
    ['aal2', ['mfa'], null],
    ['aal2', [], null],
    ['aal1', ['two-factors'], null],
    ['phr', ['two-factors'], null],
  ])('are asked for where %s is demanded and %j trusted: %s', async (acr, trusted, expected) => {
    await trust(trusted);
    const { page } = await start(createVisitor(), 'ann', 'acme', { acr });
    expect(new URL(page.next!).searchParams.get('acr_values')).toBe(expected);
  });

  test('are asked for in the words of the configuration, where the demand has none', async () => {
    const { sql } = site.context;
    const authorization_parameters = { acr_values: 'one-factor', max_age: '7' };
    const settings = { trusted_for_two_factors: ['two-factors'], authorization_parameters };
    await sql`update providers set settings = ${sql.json(settings)} where id = 'acme'`;
    const asked = async (parameters: object) => {
      const { page } = await start(createVisitor(), 'ann', 'acme', parameters);
      const { searchParams } = new URL(page.next!);
      return [searchParams.get('acr_values'), searchParams.get('max_age')];
    };
    expect(await asked({})).toEqual(['one-factor', '7']);
    expect(await asked({ acr: 'aal2', maxAge: 60 })).toEqual(['two-factors', '60']);
  });

  test.each([
    ['two-factors', '/callback?code='],
    // One is left, and it is asked for here.
    ['one-factor', '/set-up-'],
  ])('are demanded, and it answers with acr %s: on to %s', async (acr, expected) => {
    await trust(['two-factors']);
    const who = site.context.random.uuid();
    upstream.people.set(who, { email: `${who}@example.com`, email_verified: true });
    upstream.sessions.set(who, { acr });
    const visitor = createVisitor();
    const { page } = await start(visitor, who, 'acme', { acr: 'aal2' });
    let at = await visitor.get(await signInThere(visitor, page));
    while (at.next?.includes('/authorize/')) at = await visitor.get(at.next);
    expect(at.next).toContain(expected);
    expect(hasSession(visitor)).toBe(acr === 'two-factors');
  });
});

test('a browser that keeps no cookies is sent to where it is told so', async () => {
  const visitor = createVisitor();
  const { text: interaction } = await visitor.get(`${site.url}/begin`);
  const button = site.url + routes.federationStart('acme', interaction);
  const { next } = await createVisitor().post(button, { csrf: 'whatever' });
  expect(next).toBe(site.url + routes.signInWithoutCookie(interaction));
});

test('a callback works once', async () => {
  upstream.people.set('rita', { email: 'rita@example.com' });
  const { interaction, visitor, callback, answer } = await signInAs('rita');
  expect(answer.status).toBe(303);
  const replay = await visitor.get(callback);
  expect(replay.next).toBe(site.url + routes.authorizeContinue(interaction));
  expect(replay.headers.getSetCookie()).toEqual([]);
  const [user] = await usersOf('rita@example.com');
  const sessions = await site.context.sql`select from sessions where user_id = ${user!['id']}`;
  expect(sessions).toHaveLength(1);
});

test('a callback that is opened again without a session shows a way on', async () => {
  const { interaction, visitor, callback } = await signInAs(cancels);
  const replay = await visitor.get(callback);
  expect(replay.status).toBe(400);
  expect(replay.text).toContain('This sign-in is over');
  expect(replay.text).toContain(`href="${routes.authorizeContinue(interaction)}"`);
});

describe('an error response', () => {
  async function returnWith(query: string) {
    // The log writes the first of a kind at once.
    site.context.thinned.flush();
    const visitor = createVisitor();
    const { interaction, page } = await start(visitor, 'ann');
    const state = new URL(page.next!).searchParams.get('state');
    const url = `${site.url}${routes.federationCallback('acme')}?state=${state}&${query}`;
    return { interaction, visitor, url, answer: await visitor.get(url) };
  }

  test.each([
    [
      'Entra, cancelled',
      'error=access_denied&error_subcode=cancel&error_description=a%0d%0ab',
      403,
    ],
    ['LinkedIn, cancelled', 'error=user_cancelled_login', 403],
    ['an error of its own', 'error=AADB2C90118&error_description=AADB2C90118%3A+x%0D%0A', 502],
    ['an error without a name', 'error=', 502],
    ['bytes that are no text', 'error=%00%ff%fe&error_description=%00', 502],
    ['parameters twice', 'error=access_denied&error=x&error_uri=a&error_uri=b', 403],
    ['a code as well', 'error=access_denied&code=c', 403],
  ])('%s: a notice with a way back', async (_, query, status) => {
    const { interaction, visitor, answer } = await returnWith(query);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`href="/sign-in/${interaction}"`);
    expect(hasSession(visitor)).toBe(false);
    const number = /error-id">([\w-]+)</.exec(answer.text)?.[1];
    const line = site.logged.find((entry) => entry.includes(String(number)));
    expect(line).toContain('"provider":"acme"');
  });

  test('names the error, and not what the provider says beside it', async () => {
    const { answer } = await returnWith('error=%3Cb%3Enew&error_description=secret');
    expect(answer.text).toContain('reports: &lt;b&gt;new');
    expect(answer.text).not.toContain('secret');
    expect(site.logged.join()).not.toContain('secret');
  });

  test('ends the attempt', async () => {
    const { visitor, url } = await returnWith('error=access_denied');
    const late = await visitor.get(url.replace('error=access_denied', 'code=c'));
    expect(late.status).toBe(400);
  });

  test.each(['', 'state=', 'state=x', 'error=access_denied'])(
    'that belongs to no attempt is over: %j',
    async (query) => {
      const visitor = createVisitor();
      await start(visitor, 'ann');
      const url = `${site.url}${routes.federationCallback('acme')}?${query}`;
      expect((await visitor.get(url)).status).toBe(400);
    },
  );

  test('with two states is over', async () => {
    const visitor = createVisitor();
    const { callback } = await reachCallback(visitor, 'ann');
    const state = new URL(callback).searchParams.get('state');
    expect((await visitor.get(`${callback}&state=${state}`)).text).toContain('is over');
    expect((await visitor.get(callback)).status).toBe(303);
  });
});

describe('a provider whose ID token has the address', () => {
  const signInThrough = async (who: string) => {
    const visitor = createVisitor();
    const { page } = await start(visitor, who, 'direct');
    return visitor.get(await signInThere(visitor, page));
  };

  beforeAll(async () => {
    direct = await startProvider(site.url + routes.federationCallback('direct'), 'in ID token');
    await declareProvider('direct', 'Direct ID', direct.issuer);
  });
  afterAll(() => direct.close());

  test('and whose userinfo fails signs in without a name', async () => {
    direct.people.set('una', { email: 'una@example.com', email_verified: true });
    direct.faults.add('userinfo');
    expect((await signInThrough('una')).status).toBe(303);
    direct.faults.clear();
    expect(await usersOf('una@example.com')).toMatchObject([{ name: 'una', email_verified: true }]);
    expect(site.logged.some((line) => line.includes('userinfo of a provider'))).toBe(true);
  });

  test('and whose userinfo knows no name signs in without one', async () => {
    direct.people.set('ivo', { email: 'ivo@example.com', email_verified: true });
    expect((await signInThrough('ivo')).status).toBe(303);
    expect(await usersOf('ivo@example.com')).toMatchObject([{ name: 'ivo' }]);
  });
});

test('userinfo that fails and alone knows the address is a provider that cannot be reached', async () => {
  upstream.people.set('lea', { email: 'lea@example.com' });
  upstream.faults.add('userinfo');
  const { answer } = await signInAs('lea');
  upstream.faults.clear();
  expect(answer.status).toBe(503);
  expect(answer.text).toContain('Back to sign-in');
  expect((await signInAs('lea')).answer.status).toBe(303);
});

test('a name in two parts is one name', async () => {
  const name = { given_name: 'Grace', family_name: 'Hopper' };
  upstream.people.set('grace', { email: 'grace@example.com', ...name });
  await signInAs('grace');
  expect(await usersOf('grace@example.com')).toMatchObject([{ name: 'Grace Hopper' }]);
});

test.each([
  ['a NUL in the name', { name: 'N\0ul' }, 'N ul'],
  ['half a character at the end of the name', { name: `${'n'.repeat(199)}😀` }, 'n'.repeat(199)],
  ['a lone surrogate in the name', { name: 'L\ud800' }, 'L\ufffd'],
])('%s is no error', async (_, claims, name) => {
  const who = site.context.random.uuid();
  upstream.people.set(who, { email: `${who}@example.com`, ...claims });
  expect((await signInAs(who)).answer.status).toBe(303);
  expect(await usersOf(`${who}@example.com`)).toMatchObject([{ name }]);
});

test.each([
  'nul\0@example.com',
  'half\ud800@example.com',
  'z\u200bw@example.com',
  'd\u0131@x.example',
])('the address %j is none', async (email) => {
  const who = site.context.random.uuid();
  upstream.people.set(who, { email, email_verified: true });
  const { answer } = await signInAs(who);
  expect([answer.status, answer.text]).toEqual([
    403,
    expect.stringContaining('gave no e-mail address that can be used'),
  ]);
});

test('every page on the way has the look of the application', async () => {
  const name = 'Walnut and Lantern';
  const { sql } = site.context;
  await sql`
    insert into branding (owner, definition) values ('shop', ${JSON.stringify({ name })}::text::jsonb)`;
  onTestFinished(() => void sql`delete from branding`.then(() => site.pass(60)));
  site.pass(60);
  const visitor = createVisitor();
  const { page } = await start(visitor, cancels);
  const callback = await signInThere(visitor, page);
  const [refused, replayed] = [await visitor.get(callback), await visitor.get(callback)];
  expect([page, refused, replayed].map(({ text }) => text.includes(name))).toEqual([
    true,
    true,
    true,
  ]);
});

test('a callback works in the browser that began, and nowhere else', async () => {
  upstream.people.set('wim', { email: 'wim@example.com' });
  const visitor = createVisitor();
  const { callback } = await reachCallback(visitor, 'wim');
  const stranger = createVisitor();
  await start(stranger, 'wim');
  for (const other of [stranger, createVisitor()]) {
    expect((await other.get(callback)).status).toBe(400);
    expect(hasSession(other)).toBe(false);
  }
  expect((await visitor.get(callback)).status).toBe(303);
});

test('two tabs do not disturb each other', async () => {
  upstream.people.set('tab', { email: 'tab@example.com' });
  const visitor = createVisitor();
  const first = await start(visitor, 'tab');
  const second = await start(visitor, 'tab');
  const secondCallback = await signInThere(visitor, second.page);
  const firstCallback = await signInThere(visitor, first.page);
  const firstAnswer = await visitor.get(firstCallback);
  expect(firstAnswer.headers.get('location')).toBe(`/authorize/${first.interaction}`);
  const secondAnswer = await visitor.get(secondCallback);
  expect(secondAnswer.headers.get('location')).toBe(`/authorize/${second.interaction}`);
});

test('a code from one tab with the state of the other is refused', async () => {
  upstream.people.set('mix', { email: 'mix@example.com' });
  const visitor = createVisitor();
  const one = new URL((await reachCallback(visitor, 'mix')).callback);
  const two = new URL((await reachCallback(visitor, 'mix')).callback);
  one.searchParams.set('state', two.searchParams.get('state')!);
  const answer = await visitor.get(one.href);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('Signing in with Acme ID did not work');
  expect(hasSession(visitor)).toBe(false);
  expect(await usersOf('mix@example.com')).toHaveLength(0);
});

test.each([
  ['in the name of another issuer', 'https://evil.example'],
  ['without the name of its issuer, which the provider announces to send', null],
])('an answer %s is refused (RFC 9207)', async (_, iss) => {
  upstream.people.set('iss', { email: 'iss@example.com' });
  const visitor = createVisitor();
  const url = new URL((await reachCallback(visitor, 'iss')).callback);
  expect(url.searchParams.get('iss')).toBe(upstream.issuer);
  if (iss === null) url.searchParams.delete('iss');
  else url.searchParams.set('iss', iss);
  expect((await visitor.get(url.href)).status).toBe(502);
  expect(await usersOf('iss@example.com')).toHaveLength(0);
});

test('an attempt begun at one provider does not end at another', async () => {
  upstream.people.set('pia', { email: 'pia@example.com' });
  await declareProvider('twin', 'Twin ID', upstream.issuer);
  const visitor = createVisitor();
  const { callback } = await reachCallback(visitor, 'pia');
  const elsewhere = callback.replace('/federation/acme/', '/federation/twin/');
  expect((await visitor.get(elsewhere)).status).toBe(400);
  expect((await visitor.get(callback)).status).toBe(303);
});

test('an attempt ends after ten minutes', async () => {
  upstream.people.set('slow', { email: 'slow@example.com' });
  const visitor = createVisitor();
  const { callback } = await reachCallback(visitor, 'slow');
  site.pass(10 * 60);
  expect((await visitor.get(callback)).status).toBe(400);
});

test('an address that has an account is not linked', async () => {
  const { sql, random, clock } = site.context;
  await sql`
    insert into users (id, email, email_verified, name, created_at)
    values (${random.uuid()}, 'owner@example.com', true, 'Owner', ${clock.now()})`;
  upstream.people.set('thief', { email: 'OWNER@example.com', email_verified: true });
  const { interaction, visitor, answer } = await signInAs('thief');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('You have an account already');
  expect(answer.text).toContain(`href="/sign-in/${interaction}"`);
  expect(hasSession(visitor)).toBe(false);
  expect(await usersOf('owner@example.com')).toMatchObject([{ name: 'Owner', subject: null }]);
});

test('an unverified address is stored, and no account is found by it', async () => {
  const { sql, random, clock } = site.context;
  await sql`
    insert into users (id, email, email_verified, name, created_at)
    values (${random.uuid()}, 'both@example.com', true, 'Owner', ${clock.now()})`;
  upstream.people.set('claims', { email: 'both@example.com', name: 'Claims' });
  expect((await signInAs('claims')).answer.status).toBe(303);
  expect((await signInAs('claims')).answer.status).toBe(303);
  upstream.people.set('late', { email: 'first@example.com', name: 'Claims it first' });
  expect((await signInAs('late')).answer.status).toBe(303);
  upstream.people.set('owner', { email: 'first@example.com', email_verified: true, name: 'Owns' });
  expect((await signInAs('owner')).answer.status).toBe(303);
  const shown = async (email: string) =>
    (await usersOf(email))
      .map((row) => `${row['name']} ${row['email_verified']} ${row['subject']}`)
      .sort();
  expect(await shown('both@example.com')).toEqual(['Claims false claims', 'Owner true null']);
  expect(await shown('first@example.com')).toEqual([
    'Claims it first false late',
    'Owns true owner',
  ]);
});

test('a disabled user is told so and not signed in', async () => {
  upstream.people.set('dan', { email: 'dan@example.com' });
  await signInAs('dan');
  await site.context.sql`update users set disabled_at = now() where email = 'dan@example.com'`;
  const { visitor, answer } = await signInAs('dan');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('This account is disabled');
  expect(hasSession(visitor)).toBe(false);
});

test('without an address at the provider nothing is made', async () => {
  upstream.people.set('shy', { name: 'Shy' });
  const { answer } = await signInAs('shy');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('Acme ID gave no e-mail address that can be used');
  expect(await site.context.sql`select from identities where subject = 'shy'`).toHaveLength(0);
});

test('a person who cancels at the provider gets a way back', async () => {
  const { interaction, visitor, answer } = await signInAs(cancels);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('Acme ID did not sign you in');
  expect(answer.text).toContain(`href="/sign-in/${interaction}"`);
  expect(hasSession(visitor)).toBe(false);
});

test('two first sign-ins at once make one account', async () => {
  upstream.people.set('eve', { email: 'eve@example.com' });
  const visitors = Array.from({ length: 4 }, () => createVisitor());
  const callbacks = await Promise.all(visitors.map((visitor) => reachCallback(visitor, 'eve')));
  const answers = await Promise.all(
    visitors.map(async (visitor, index) =>
      leadOn(visitor, await visitor.get(callbacks[index]!.callback)),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  const [user, ...others] = await usersOf('eve@example.com');
  expect(others).toEqual([]);
  const { sql } = site.context;
  expect(await sql`select from sessions where user_id = ${user!['id']}`).toHaveLength(4);
});

test('one callback opened many times at once gives one session', async () => {
  upstream.people.set('kim', { email: 'kim@example.com' });
  const visitor = createVisitor();
  const { interaction, callback } = await reachCallback(visitor, 'kim');
  const answers = await Promise.all(Array.from({ length: 5 }, () => visitor.get(callback)));
  // One claims the attempt. The others are led on once it has recorded who it is, and told before.
  const leading = answers.filter(({ status }) => status === 303);
  expect(leading.length).toBeGreaterThan(0);
  for (const { next } of leading) {
    expect(next).toBe(site.url + routes.authorizeContinue(interaction));
  }
  expect(answers.filter(({ status }) => ![303, 400].includes(status))).toEqual([]);
  await Promise.all(leading.map(({ next }) => visitor.get(next!)));
  const [user] = await usersOf('kim@example.com');
  const { sql } = site.context;
  expect(await sql`select from sessions where user_id = ${user!['id']}`).toHaveLength(1);
});

test('a provider that cannot be reached is asked again the next time', async () => {
  const late = await startProvider(`${site.url}/federation/late/callback`);
  late.close();
  await declareProvider('late', 'Late ID', late.issuer);
  const { page, interaction } = await start(createVisitor(), 'ann', 'late');
  expect(page.status).toBe(503);
  expect(page.text).toContain('Late ID cannot be reached');
  expect(page.text).toContain(`href="/sign-in/${interaction}"`);
  const line = site.logged.find((entry) => entry.includes('provider cannot be discovered'));
  const { host } = new URL(late.issuer);
  expect(JSON.parse(line!).message).toMatch(
    new RegExp(`gave no answer: fetch failed: connect ECONNREFUSED .*:${host.split(':')[1]}$`),
  );
  const { sql, clock } = site.context;
  await start(createVisitor(), 'ann', 'late');
  const failing = () => failingProviders(sql, clock.now(), 10);
  expect(await failing()).toMatchObject([
    { id: 'late', name: 'Late ID', reason: 'provider cannot be reached' },
  ]);
  expect(await sql`select failures from provider_failures`).toEqual([{ failures: 1 }]);
  await sql`update providers set issuer = ${upstream.issuer} where id = 'late'`;
  expect((await start(createVisitor(), 'ann', 'late')).page.status).toBe(200);
  expect(await failing()).toMatchObject([{ id: 'late' }]);
  const makeUp = async (made: Record<string, string>) => {
    const visitor = createVisitor();
    const { callback } = await reachCallback(visitor, 'ann');
    const url = new URL(callback);
    for (const [name, value] of Object.entries(made)) url.searchParams.set(name, value);
    expect((await visitor.get(url.href)).status).toBeGreaterThanOrEqual(400);
  };
  // What a person makes up says nothing of a provider, and clears nothing.
  const inventions = [{ code: 'made-up' }, { iss: 'https://made-up.example' }, { code: '' }];
  for (const made of inventions) await makeUp(made);
  expect((await failing()).map(({ id }) => id)).toEqual(['late']);
  await noteFailure('acme', 'provider cannot be reached', site.context);
  for (const made of inventions) await makeUp(made);
  expect((await failing()).map(({ id }) => id)).toEqual(['acme', 'late']);
  await signInAs('ann');
  expect((await failing()).map(({ id }) => id)).toEqual(['late']);
  await sql`delete from providers where id = 'late'`;
  expect(await failing()).toEqual([]);
  await noteFailure('late', 'provider cannot be reached', site.context);
});

test('a provider over plain HTTP elsewhere than on this machine is not spoken to', async () => {
  await declareProvider('plain', 'Plain ID', 'http://id.example');
  expect((await start(createVisitor(), 'ann', 'plain')).page.status).toBe(502);
});

test('a provider that was dropped is gone', async () => {
  upstream.people.set('ida', { email: 'ida@example.com' });
  await declareProvider('brief', 'Brief ID', upstream.issuer);
  const visitor = createVisitor();
  const { page } = await start(visitor, 'ida', 'brief');
  const { searchParams } = new URL(page.next!);
  await site.context.sql`delete from providers where id = 'brief'`;
  const callback = `${site.url}/federation/brief/callback?state=${searchParams.get('state')}`;
  expect((await visitor.get(callback)).status).toBe(404);
});

describe('the profile', () => {
  const setMode = (profile?: string) =>
    site.context.sql`
      update providers set settings = ${JSON.stringify({ profile })}::text::jsonb where id = 'acme'`;
  const says = (who: string, claims: object) =>
    upstream.people.set(who, { email: `${who}@example.com`, email_verified: true, ...claims });
  const profileOf = async (who: string) => {
    const [row] = await site.context.sql`
      select id, name, email, locale, profile from users where email = ${`${who}@example.com`}`;
    return row!;
  };
  beforeEach(() => declareProvider('acme', 'Acme ID', upstream.issuer).catch(() => {}));
  afterAll(() => setMode());

  const picture = 'https://acme.example/paula.png';

  test('is taken over when the account is made, and then left alone', async () => {
    await setMode();
    says('paula', { given_name: 'Pia', family_name: 'One', picture, locale: 'de_AT' });
    await signInAs('paula');
    const first = await profileOf('paula');
    expect(first).toMatchObject({ name: 'Pia One', locale: 'de-AT' });
    expect(first['profile']).toEqual({ given_name: 'Pia', family_name: 'One', picture });
    says('paula', { name: 'Pia Two' });
    await signInAs('paula');
    expect(await profileOf('paula')).toEqual(first);
  });

  test('is kept in step, but for the address and for what the provider does not say', async () => {
    await setMode('every_sign_in');
    says('pit', { given_name: 'Pit', family_name: 'One', picture, locale: 'fr' });
    await signInAs('pit');
    const { id } = await profileOf('pit');
    says('pit', { name: 'Pit Two', email: 'another@example.com' });
    await signInAs('pit');
    expect(await profileOf('pit')).toMatchObject({
      ...{ id, name: 'Pit Two', locale: 'fr' },
      profile: { given_name: 'Pit', picture },
    });
    await signInAs('pit');
    const events = await site.context.sql`
      select actor, detail from audit_events
      where action = 'user.update' and ${`user:${id}`} = any(subjects)`;
    expect(events).toEqual([{ actor: 'provider:acme', detail: { changed: ['name'] } }]);
    const changes = await site.context.sql`
      select from changes where ${`more:user:${id}`} = any(tags)`;
    expect(changes).toHaveLength(1);
  });

  test('is never taken over', async () => {
    await setMode('never');
    says('pam', { name: 'Pam One', picture, locale: 'es' });
    await signInAs('pam');
    expect(await profileOf('pam')).toMatchObject({ name: 'pam', locale: null, profile: {} });
  });
});

test('a provider is tested without a person: whether it is reached, and takes our client', async () => {
  const tested = (id: string) => testProvider(id, site.context);
  const redirectUri = site.url + routes.federationCallback('acme');
  expect(await tested('acme')).toEqual({
    leadsTo: `${upstream.issuer}/auth`,
    redirectUri,
    failure: null,
  });
  await fixture.declareProvider(site, {
    ...{ id: 'stranger', name: 'Stranger', issuer: upstream.issuer, clientId: 'unknown-there' },
  });
  expect((await tested('stranger')).failure).toContain('It answered 400');
  await declareProvider('nowhere', 'Nowhere', 'http://127.0.0.1:9');
  expect(await tested('nowhere')).toMatchObject({
    leadsTo: null,
    failure: expect.stringContaining('The metadata of the provider cannot be read.'),
  });
  await expect(tested('not-there')).rejects.toThrow('There is no provider not-there.');
});
