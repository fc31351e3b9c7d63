import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import type { Proof } from '../assurance/proof.ts';
import { continueAuthorize } from '../authorize/authorize.endpoint.ts';
import type { Caller } from '../directory/caller.ts';
import { deleteUser, updateUser } from '../directory/users/change-users.service.ts';
import { unlinkIdentity } from '../directory/users/identities.service.ts';
import { replaceForm } from '../directory/users/password-hashes.store.ts';
import type { Browser } from '../http/browser.ts';
import { type Site, startSite } from '../http/site.fixture.ts';
import { sha256 } from '../runtime/sha256.ts';
import { recordProof } from './interactions.service.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite((app, context) => {
    app.get('/authorize/:interaction', continueAuthorize(context));
  });
});
afterAll(() => site.close());

let anna: string;
let ben: string;
beforeEach(async () => {
  const { sql, random, clock } = site.context;
  [anna, ben] = [random.uuid(), random.uuid()];
  for (const id of [anna, ben]) {
    await sql`
      insert into users (id, email, email_verified, name, password_hash, created_at)
      values (${id}, ${`${id}@example.com`}, true, 'Of a test', 'stored', ${clock.now()})`;
  }
});

interface Tab {
  id: string;
  visitor: Visitor;
  browser: Browser;
}

async function open(): Promise<Tab> {
  const visitor = createVisitor();
  const { text: id } = await visitor.get(`${site.url}/begin`);
  const hash = sha256(visitor.cookie(site.url, '__Host-sp_browser')!);
  return { id, visitor, browser: { hash, csrf: '' } };
}

const record = (tab: Tab, userId: string, method: Proof['method'], credentialVersion = 0) =>
  recordProof(tab, { userId, credentialVersion, proof: { method } }, site.context);

/** What the dispatcher does with it: the page that it leads to. */
async function proceed({ id, visitor }: Tab): Promise<string> {
  const { next } = await visitor.get(`${site.url}/authorize/${id}`);
  return next!.startsWith('https://shop.example/callback?code=') ? 'code' : new URL(next!).pathname;
}

const sessionsOf = (userId: string) => site.context.sql<{ amr: string[] }[]>`
  select amr from sessions where user_id = ${userId} and ended_at is null`;

test('a proof starts a session at the dispatcher, and is spent', async () => {
  const tab = await open();
  expect(await record(tab, anna, 'password')).toBe(true);
  expect(await sessionsOf(anna)).toEqual([]);
  expect(await proceed(tab)).toBe('code');
  const [session] = await site.context.sql`
    select amr, acr, user_agent, network, address, client_id, created_at, proofs
    from sessions where user_id = ${anna}`;
  expect(session).toMatchObject({
    ...{ amr: ['pwd'], acr: 'aal1', network: '127.0.0.1', address: '127.0.0.1' },
    ...{ client_id: 'shop', created_at: expect.any(Date), proofs: [{ method: 'password' }] },
  });
  expect(await record(tab, anna, 'password')).toBe(false);
});

test('two requests with the same proofs start one session', async () => {
  const tab = await open();
  await record(tab, anna, 'password');
  const url = `${site.url}/authorize/${tab.id}`;
  await Promise.all(Array.from({ length: 6 }, () => tab.visitor.get(url)));
  expect(await sessionsOf(anna)).toHaveLength(1);
});

test('nothing is proved to the interaction of another browser', async () => {
  const [tab, other] = [await open(), await open()];
  expect(await record({ ...tab, browser: other.browser }, anna, 'password')).toBe(false);
  expect(await proceed(tab)).toBe(`/sign-in/${tab.id}`);
});

describe('two persons are never mixed', () => {
  test('who proves it last is who signs in', async () => {
    const tab = await open();
    await record(tab, anna, 'password');
    await record(tab, ben, 'password');
    expect(await proceed(tab)).toBe('code');
    expect([await sessionsOf(anna), await sessionsOf(ben)]).toEqual([[], [{ amr: ['pwd'] }]]);
  });

  test('a second factor of another person is not added', async () => {
    const tab = await open();
    await record(tab, anna, 'password');
    expect(await record(tab, ben, 'totp')).toBe(false);
    expect(await proceed(tab)).toBe('code');
    expect([await sessionsOf(anna), await sessionsOf(ben)]).toEqual([[{ amr: ['pwd'] }], []]);
  });

  test('a second factor alone signs in no one', async () => {
    const tab = await open();
    expect(await record(tab, anna, 'totp')).toBe(true);
    expect(await proceed(tab)).toBe(`/sign-in/${tab.id}`);
  });
});

test('two factors are told as two', async () => {
  const tab = await open();
  await Promise.all([record(tab, anna, 'password'), record(tab, anna, 'password')]);
  await record(tab, anna, 'totp');
  await record(tab, anna, 'totp');
  expect(await proceed(tab)).toBe('code');
  expect(await sessionsOf(anna)).toEqual([{ amr: ['pwd', 'otp', 'mfa'] }]);
});

describe('what is taken away between proof and session', () => {
  const root: Caller = { actor: 'user:root', permissions: ['users:read', 'users:write'] };
  const change = (what: Parameters<typeof updateUser>[1]) =>
    updateUser(anna, what, root, site.context);

  test.each([
    ['a new password', () => change({ password: 'a new one for Anna' })],
    ['disabling', () => change({ disabled: true })],
    [
      'disabling and enabling again',
      async () => {
        await change({ disabled: true });
        await change({ disabled: false });
      },
    ],
    ['deleting', () => deleteUser(anna, root, site.context)],
    [
      'unlinking',
      async () => {
        const [identity] = await site.context.sql<{ id: string }[]>`
          insert into identities (issuer, subject, user_id, linked_at)
          values ('https://corp.example', ${anna}, ${anna}, now()) returning id`;
        await unlinkIdentity(anna, identity!.id, root, site.context);
      },
    ],
  ])('%s leaves the proof worth nothing', async (_, takeAway) => {
    const tab = await open();
    await record(tab, anna, 'password');
    await takeAway();
    expect(await proceed(tab)).toBe(`/sign-in/${tab.id}`);
    expect(await sessionsOf(anna)).toEqual([]);
  });

  test('another form of the same password takes nothing away', async () => {
    const tab = await open();
    await record(tab, anna, 'password');
    expect(await replaceForm(site.context.sql, anna, 'stored', 'stored otherwise')).toBe(true);
    expect(await proceed(tab)).toBe('code');
  });

  test('and what is proved anew does count, without the older proofs', async () => {
    const tab = await open();
    await record(tab, anna, 'totp');
    await change({ password: 'a new one for Anna' });
    expect(await record(tab, anna, 'password', 1)).toBe(true);
    expect(await proceed(tab)).toBe('code');
    expect(await sessionsOf(anna)).toEqual([{ amr: ['pwd'] }]);
  });
});

describe('a second factor beside a session', () => {
  const begin = async (tab: Tab): Promise<Tab> => ({
    ...tab,
    id: (await tab.visitor.get(`${site.url}/begin`)).text,
  });
  const cookieOf = ({ visitor }: Tab) => visitor.cookie(site.url, '__Host-sp_sso');
  const stateOf = (userId: string) => site.context.sql<Record<string, unknown>[]>`
    select id, amr, acr, auth_time, ended_at from sessions where user_id = ${userId}`;

  async function signedIn(): Promise<Tab> {
    const tab = await open();
    await record(tab, anna, 'password');
    await proceed(tab);
    return tab;
  }

  test('raises it under the same id, with another cookie and the same time of the sign-in', async () => {
    const tab = await signedIn();
    const [before] = await stateOf(anna);
    const cookie = cookieOf(tab);
    site.pass(60);
    const next = await begin(tab);
    await record(next, anna, 'totp');
    expect(await proceed(next)).toBe('code');
    const raised = { amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' };
    expect(await stateOf(anna)).toEqual([{ ...before, ...raised }]);
    expect(cookieOf(next)).not.toBe(cookie);
    const grants = await site.context.sql`
      select acr, amr, auth_time from grants where user_id = ${anna} order by created_at`;
    expect(grants).toMatchObject([{ acr: 'aal1' }, raised]);
  });

  test('starts none where the session has ended meanwhile', async () => {
    const tab = await begin(await signedIn());
    await record(tab, anna, 'totp');
    await site.context.sql`update sessions set ended_at = now() where user_id = ${anna}`;
    expect(await proceed(tab)).toBe(`/sign-in/${tab.id}`);
    expect(await sessionsOf(anna)).toEqual([]);
  });

  test('of another person does not raise it', async () => {
    const tab = await begin(await signedIn());
    await record(tab, ben, 'totp');
    expect(await proceed(tab)).toBe(`/sign-in/${tab.id}`);
    expect([await sessionsOf(anna), await sessionsOf(ben)]).toEqual([[{ amr: ['pwd'] }], []]);
  });
});
