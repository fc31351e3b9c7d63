import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { csrfOf } from '../../../../testing/visitor.ts';
import { createPerson, type Person } from './person.fixture.ts';

const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

let issuer: TestIssuer;
let person: Person;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());
beforeEach(() => {
  person = createPerson(issuer);
});

const url = (path = '/account') => issuer.url + path;
const session = () => person.visitor.cookie(issuer.url, '__Host-sp_sso');

describe('who opens the page', () => {
  test('signs in first, and comes back to it with its query', async () => {
    const asked = await person.open('/account?of=the%20list');
    expect(asked.text).toContain('Sign in to your account');
    const page = await person.signIn(alice, asked);
    expect(page.url).toBe(url('/account?of=the%20list'));
    expect(page.status).toBe(200);
    expect(page.text).toContain('alice@example.com');
    expect((await person.visitor.get(url())).status).toBe(200);
  });

  test('is in no frame and no cache, and gets no code', async () => {
    const page = await person.signIn();
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const [row] = await issuer.context.sql<{ codes: number }[]>`
      select count(*)::int as codes from authorization_codes`;
    expect(row!.codes).toBe(0);
  });

  test('may cancel, and is asked again later', async () => {
    const asked = await person.open();
    const cancel = asked.url.replace('/sign-in/', '/interaction/');
    const away = await person.follow(
      await person.visitor.post(`${cancel}/cancel`, { csrf: csrfOf(asked) }),
    );
    expect(away.url).toBe(url('/'));
    expect(away.text).toContain('href="/account"');
    expect((await person.open()).url).toContain('/sign-in/');
  });

  test('goes on after a double click on the form, and after the back button', async () => {
    const asked = await person.open();
    const fields = { csrf: csrfOf(asked), ...alice };
    const answers = await Promise.all([
      person.visitor.post(asked.url, fields),
      person.visitor.post(asked.url, fields),
    ]);
    for (const answer of answers) expect((await person.follow(answer)).url).toBe(url());
    expect((await person.follow(await person.visitor.get(asked.url))).url).toBe(url());
  });

  test('cannot be sent elsewhere, and no client can be the account', async () => {
    const asked = new URLSearchParams({
      ...{ client_id: '.account', redirect_uri: url(), response_type: 'code' },
      ...{ returnTo: 'https://evil.example/', return_to: '/evil' },
    });
    const refused = await person.visitor.get(url(`/authorize?${asked}`));
    expect([refused.status, refused.next]).toEqual([400, undefined]);
    const page = await person.follow(await person.visitor.get(url('/account?//evil.example')));
    expect((await person.signIn(alice, page)).url).toBe(url('/account?//evil.example'));
  });

  test('is told that the sign-in is over by a node of the version before', async () => {
    const asked = await person.open();
    const id = asked.url.split('/').at(-1)!;
    const hash = createHash('sha256').update(id).digest();
    // As it looks for the client that asks; of others it would find keys that it does not know.
    const rows = await issuer.context.sql`
      select from authorization_requests join clients on clients.id = parameters ->> 'clientId'
      where id_hash = ${hash}`;
    expect(rows).toHaveLength(0);
    const [stored] = await issuer.context.sql`
      select from authorization_requests where id_hash = ${hash}`;
    expect(stored).toBeDefined();
  });

  test('comes back after the sign-in took too long', async () => {
    const asked = await person.open();
    issuer.clock.advance(3600);
    const late = await person.visitor.post(asked.url, { csrf: csrfOf(asked), ...alice });
    const again = /href="([^"]*\/again)"/.exec(late.text)?.[1];
    const page = await person.follow(await person.visitor.get(url(again)));
    expect((await person.signIn(alice, page)).url).toBe(url());
  });

  test('chooses a password of their own first, where an administrator has set theirs', async () => {
    await person.signIn(bob);
    const set = (must: boolean) => issuer.context.sql`
      update users set must_change_password = ${must} where email = ${bob.email}`;
    await set(true);
    expect((await person.open()).url).toContain('/sign-in/');
    await set(false);
    expect((await person.open()).url).toBe(url());
  });

  test('sees nothing once the account is disabled', async () => {
    await person.signIn(bob);
    const set = (at: Date | null) => issuer.context.sql`
      update users set disabled_at = ${at} where email = ${bob.email}`;
    await set(issuer.clock.now());
    expect((await person.open()).url).toContain('/sign-in/');
    await set(null);
  });
});

describe('signing out', () => {
  test('ends the session, says so, and says so twice', async () => {
    const page = await person.signIn();
    const held = session();
    const fields = { csrf: csrfOf(page) };
    const done = await person.follow(await person.visitor.post(url('/account/sign-out'), fields));
    expect(done.text).toContain('You are signed out');
    expect(session()).toBeUndefined();
    const again = await person.follow(await person.visitor.post(url('/account/sign-out'), fields));
    expect(again.text).toContain('You are signed out');
    const old = await fetch(url(), {
      headers: { cookie: `__Host-sp_sso=${held}` },
      redirect: 'manual',
    });
    expect(old.status).toBe(303);
  });

  test('from the page of one person leaves another signed in', async () => {
    const page = await person.signIn();
    const other = await person.visitor.get(url('/account'));
    expect(other.status).toBe(200);
    await person.visitor.post(url('/account/sign-out'), { csrf: csrfOf(page) });
    await person.signIn(bob);
    const held = session();
    const left = await person.follow(
      await person.visitor.post(url('/account/sign-out'), { csrf: csrfOf(page) }),
    );
    expect(left.text).toContain('bob@example.com');
    expect(session()).toBe(held);
  });

  test('from another site changes nothing', async () => {
    await person.signIn();
    for (const fields of [{}, { csrf: 'x' }]) {
      await person.visitor.post(url('/account/sign-out'), fields as Record<string, string>);
      expect((await person.open()).url).toBe(url());
    }
  });
});
