import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { csrfOf, type Visit } from '../../../../testing/visitor.ts';
import { knowScheme } from '../http/cookies.ts';
import { html } from '../http/html.ts';
import { accountForm, accountPage } from './account-page.endpoint.ts';
import { createPerson, giveTotp, type Person } from './person.fixture.ts';

const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

/** A form of the account that does nothing but tell what it was sent, by whom. */
let forms: ServerType;
let issuer: TestIssuer;
let person: Person;
let acted: { by: string; name: string | undefined }[];

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  const app = new Hono();
  app.use(knowScheme(issuer.url));
  for (const isSensitive of [true, false]) {
    const names = { fields: ['name', 'secret'], keep: ['name'] } as const;
    const options = { section: 'overview', isSensitive, ...names } as const;
    const form = accountForm(issuer.context, options, async ({ account, form }) => {
      acted.push({ by: account.email, name: form.name });
      return { notice: 'account.notice.again' };
    });
    app.post(isSensitive ? '/sensitive' : '/plain', form);
  }
  const shown = accountPage(issuer.context, { section: 'overview' }, ({ kept }) => ({
    document: html`${JSON.stringify(kept)}`,
    hasScripts: false,
  }));
  app.get('/account', shown);
  forms = createAdaptorServer({ fetch: app.fetch });
  await once(forms.listen(0, 'localhost'), 'listening');
});
afterAll(async () => {
  forms.close();
  await issuer.close();
});
beforeEach(() => {
  person = createPerson(issuer);
  acted = [];
});

/** Sends the form of a page, and follows what comes at the issuer. */
async function submit(page: Visit, path = '/plain', csrf = csrfOf(page)): Promise<Visit> {
  const { port } = forms.address() as AddressInfo;
  const typed = { name: 'Alice W.', secret: 'never kept' };
  const fields = { ...(csrf === '' ? {} : { csrf }), ...typed };
  const answer = await person.visitor.post(`http://localhost:${port}${path}`, fields);
  const { pathname, search } = new URL(answer.next!);
  return person.open(pathname + search);
}

const earlier = 'the page was from an earlier sign-in';
const notYet = 'Nothing has been changed yet';

test('a form acts for the person who is signed in, and leads to a page by GET', async () => {
  const page = await submit(await person.signIn());
  expect(page.url).toBe(`${issuer.url}/account`);
  expect(acted).toEqual([{ by: alice.email, name: 'Alice W.' }]);
});

test('what a page says about it is said once, and no address or cookie can make it up', async () => {
  const page = await person.signIn();
  expect((await submit(page)).text).toContain(notYet);
  expect((await person.open()).text).not.toContain(notYet);
  const made = await person.open('/account?notice=account.notice.again');
  expect(made.text).not.toContain(notYet);
  const plain = await person.open();
  for (const text of ['account.notice.none', 'home.heading', '<b>', 'constructor']) {
    const held = person.visitor.cookie(issuer.url, '__Host-sp_sso');
    const cookie = `__Host-sp_sso=${held}; __Host-sp_notice=${encodeURIComponent(text)}`;
    const shown = await fetch(`${issuer.url}/account`, { headers: { cookie } });
    expect(await shown.text()).toBe(plain.text);
  }
});

describe('nothing happens by a form', () => {
  test('without its own csrf', async () => {
    const page = await person.signIn();
    const ofSignIn = csrfOf(await createPerson(issuer).open());
    for (const csrf of ['', 'x', ofSignIn, `${csrfOf(page)}A`]) {
      expect((await submit(page, '/plain', csrf)).text).toContain(earlier);
    }
    expect(acted).toEqual([]);
  });

  test('of another person who was signed in before in this browser', async () => {
    const ofAlice = await person.signIn();
    await person.send(ofAlice, {}, '/account/sign-out');
    const ofBob = await person.signIn(bob);
    expect((await submit(ofAlice)).text).toContain(earlier);
    expect(acted).toEqual([]);
    await submit(ofBob);
    expect(acted).toEqual([{ by: bob.email, name: 'Alice W.' }]);
  });

  test('of the same person in another browser', async () => {
    const elsewhere = await createPerson(issuer).signIn();
    const page = await person.signIn();
    expect((await submit(page, '/plain', csrfOf(elsewhere))).text).toContain(earlier);
    expect(acted).toEqual([]);
  });

  test('of a session that has ended meanwhile: after signing in the page says so', async () => {
    const page = await person.signIn();
    await issuer.context.sql`update sessions set ended_at = now() where ended_at is null`;
    const asked = await submit(page);
    expect(acted).toEqual([]);
    const back = await person.signIn(alice, asked);
    expect(back.text).toContain(notYet);
    await submit(back);
    expect(acted).toHaveLength(1);
  });

  test('of one whose account is disabled, or whose password has to be changed', async () => {
    const page = await person.signIn(bob);
    const { sql } = issuer.context;
    await sql`update users set disabled_at = now() where email = ${bob.email}`;
    expect((await submit(page)).url).toContain('/sign-in/');
    await sql`
      update users set disabled_at = null, must_change_password = true
      where email = ${bob.email}`;
    expect((await submit(page)).url).toContain('/sign-in/');
    await sql`update users set must_change_password = false where email = ${bob.email}`;
    expect(acted).toEqual([]);
  });
});

describe('what is sensitive', () => {
  test('needs a sign-in of the last ten minutes', async () => {
    const page = await person.signIn();
    await submit(page, '/sensitive');
    issuer.clock.advance(601);
    expect((await person.open()).url).toBe(`${issuer.url}/account`);
    const asked = await submit(page, '/sensitive');
    expect(acted).toHaveLength(1);
    expect(asked.text).toContain(`value="${alice.email}"`);
    const back = await person.signIn(alice, asked);
    expect(back.text).toContain(notYet);
    // The form that was open all the time is still good: it is the same session.
    await submit(page, '/sensitive');
    expect(acted).toHaveLength(2);
  });

  test('gives back what was typed before the sign-in, but for secrets, once, to its owner', async () => {
    const { port } = forms.address() as AddressInfo;
    const kept = async () => (await person.visitor.get(`http://localhost:${port}/account`)).text;
    const page = await person.signIn();
    issuer.clock.advance(601);
    const asked = await submit(page, '/sensitive');
    await person.visitor.post(asked.url, { csrf: csrfOf(asked), ...alice });
    await person.visitor.get(asked.url.replace('/sign-in/', '/authorize/'));
    expect(await kept()).toBe('{&quot;name&quot;:&quot;Alice W.&quot;}');
    expect(await kept()).toBe('{}');
    issuer.clock.advance(601);
    const other = await submit(page, '/sensitive');
    await person.visitor.post(other.url, { csrf: csrfOf(other), ...bob });
    await person.visitor.get(other.url.replace('/sign-in/', '/authorize/'));
    expect(await kept()).toBe('{}');
  });

  test('is not for another person who signs in when asked to', async () => {
    const page = await person.signIn();
    issuer.clock.advance(601);
    const asked = await submit(page, '/sensitive');
    const other = await person.signIn(bob, asked);
    expect(other.url).toBe(`${issuer.url}/account`);
    expect(other.text).toContain(bob.email);
    expect((await submit(page, '/sensitive')).text).toContain(earlier);
    expect(acted).toEqual([]);
  });

  test('is called off without being signed out', async () => {
    const page = await person.signIn();
    issuer.clock.advance(601);
    const asked = await submit(page, '/sensitive');
    const cancel = asked.url.replace('/sign-in/', '/interaction/');
    const away = await person.follow(await person.send(asked, {}, `${cancel}/cancel`));
    expect(away.text).toContain(alice.email);
    expect(acted).toEqual([]);
  });

  test('needs the second factor of one who has one, which every page asks for', async () => {
    const page = await person.signIn();
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    await giveTotp(alice.email, secret, issuer);
    const asked = await submit(page, '/sensitive');
    expect(asked.url).toContain('/totp/');
    expect((await person.open()).url).toContain('/totp/');
    expect(acted).toEqual([]);
    const epoch = Math.floor(issuer.clock.now().getTime() / 1000);
    const code = generateSync({ secret, epoch });
    const back = await person.follow(await person.send(asked, { code }));
    expect(back.url).toBe(`${issuer.url}/account`);
    await submit(page, '/sensitive');
    expect(acted).toHaveLength(1);
    await issuer.context.sql`delete from totp_secrets`;
  });
});

test('two forms at the same moment are both answered, each by itself', async () => {
  const page = await person.signIn();
  await Promise.all([submit(page), submit(page)]);
  expect(acted).toHaveLength(2);
});
