import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchMails } from '../../../../testing/mails.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import type { Caller } from '../directory/caller.ts';
import { linkIdentity, unlinkIdentity } from '../directory/users/identities.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { leadOn, type Site } from '../http/site.fixture.ts';
import { routes } from '../routes.ts';
import {
  declareProvider,
  signInThere,
  start,
  startFederatedSite,
} from './federated-site.fixture.ts';
import { startProvider, type UpstreamProvider } from './provider.fixture.ts';

let site: Site;
let acme: UpstreamProvider;
let other: UpstreamProvider;
let hash: string;
const password = 'correct horse';
const root: Caller = { actor: 'user:root', permissions: ['users:read', 'users:write'] };

beforeAll(async () => {
  site = await startFederatedSite();
  acme = await startProvider(site.url + routes.federationCallback('acme'));
  other = await startProvider(site.url + routes.federationCallback('other'));
  const { issuer } = acme;
  await declareProvider(site, { id: 'acme', name: 'Acme ID', issuer, domains: ['acme.example'] });
  await declareProvider(site, { id: 'other', name: 'Other ID', issuer: other.issuer });
  hash = await hashPassword(password, site.context);
});
afterAll(async () => {
  acme.close();
  other.close();
  await site.close();
});

interface Person {
  email: string;
  verified?: boolean;
  password?: boolean;
}

async function addUser({ email, verified = true, password = false }: Person): Promise<string> {
  const { sql, random, clock } = site.context;
  const id = random.uuid();
  await sql`
    insert into users (id, email, email_verified, name, password_hash, created_at)
    values (${id}, ${email}, ${verified}, 'Of a test', ${password ? hash : null}, ${clock.now()})`;
  return id;
}

async function reach(visitor: Visitor, who: string, provider: string) {
  const { interaction, page } = await start(site, visitor, who, provider);
  return { interaction, callback: await signInThere(site, visitor, page) };
}

async function signInAt(provider: 'acme' | 'other', who: string, visitor = createVisitor()) {
  const { interaction, callback } = await reach(visitor, who, provider);
  return { visitor, interaction, answer: await leadOn(visitor, await visitor.get(callback)) };
}

async function typePassword(visitor: Visitor, interaction: string, email: string) {
  const url = site.url + routes.signIn(interaction);
  const csrf = csrfOf(await visitor.get(url));
  return leadOn(visitor, await visitor.post(url, { csrf, email, password }));
}

const hasSession = (visitor: Visitor) => visitor.cookie(site.url, '__Host-sp_sso') !== undefined;

const ownerOf = async (issuer: string, subject: string): Promise<string | undefined> => {
  const [row] = await site.context.sql<{ owner: string }[]>`
    select user_id as owner from identities where issuer = ${issuer} and subject = ${subject}`;
  return row?.owner;
};

const says = (who: string, email: string, verified = true) => {
  for (const { people } of [acme, other]) people.set(who, { email, email_verified: verified });
};

describe('at a provider that is trusted for the domain', () => {
  test('an account without a password is linked and signed in', async () => {
    const id = await addUser({ email: 'ann@acme.example' });
    says('ann', 'ANN@acme.example');
    const { visitor, answer } = await signInAt('acme', 'ann');
    expect([answer.status, hasSession(visitor)]).toEqual([303, true]);
    expect(await ownerOf(acme.issuer, 'ann')).toBe(id);
    const events = await site.context.sql`
      select actor, detail from audit_events where action = 'user.link' and subjects[1] = ${`user:${id}`}`;
    expect(events).toEqual([{ actor: 'provider:acme', detail: { by: 'verified e-mail address' } }]);
  });

  test('four sign-ins at once link once', async () => {
    const id = await addUser({ email: 'four@acme.example' });
    says('four', 'four@acme.example');
    const visitors = Array.from({ length: 4 }, () => createVisitor());
    const callbacks = await Promise.all(visitors.map((one) => reach(one, 'four', 'acme')));
    const answers = await Promise.all(
      visitors.map(async (one, index) => leadOn(one, await one.get(callbacks[index]!.callback))),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(await ownerOf(acme.issuer, 'four')).toBe(id);
  });

  test('an address of another domain, or one that it has not verified, links nothing', async () => {
    await addUser({ email: 'eve@elsewhere.example' });
    says('eve', 'eve@elsewhere.example');
    expect((await signInAt('acme', 'eve')).answer.status).toBe(403);
    const owner = await addUser({ email: 'uma@acme.example' });
    says('uma', 'uma@acme.example', false);
    expect((await signInAt('acme', 'uma')).answer.status).toBe(303);
    expect(await ownerOf(acme.issuer, 'uma')).not.toBe(owner);
  });

  test('an account that merely claims the address is not entered', async () => {
    const squatter = await addUser({ email: 'vic@acme.example', verified: false, password: true });
    says('vic', 'vic@acme.example');
    expect((await signInAt('acme', 'vic')).answer.status).toBe(303);
    expect(await ownerOf(acme.issuer, 'vic')).not.toBe(squatter);
  });

  test('an account that another provider made with the address has to be proved', async () => {
    says('squat', 'tom@acme.example');
    expect((await signInAt('other', 'squat')).answer.status).toBe(303);
    says('tom', 'tom@acme.example');
    const { visitor, answer } = await signInAt('acme', 'tom');
    expect([answer.status, hasSession(visitor)]).toEqual([403, false]);
    expect(await ownerOf(acme.issuer, 'tom')).toBeUndefined();
  });

  test('an address that the provider gave to another person does not open the old account', async () => {
    await addUser({ email: 'desk@acme.example' });
    says('first', 'desk@acme.example');
    await signInAt('acme', 'first');
    says('second', 'desk@acme.example');
    expect((await signInAt('acme', 'second')).answer.status).toBe(403);
  });
});

describe('elsewhere, the owner signs in with the password', () => {
  test('and the identity is linked, once, and signs in from then on', async () => {
    const id = await addUser({ email: 'bob@example.com', password: true });
    says('bob', 'bob@example.com');
    const { visitor, interaction, answer } = await signInAt('other', 'bob');
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('You have an account already');
    expect(answer.text).toContain(`href="${routes.signIn(interaction)}"`);
    const page = await visitor.get(site.url + routes.signIn(interaction));
    expect(page.text).toContain('connects your account with Other ID');
    expect(page.text).toContain('value="bob@example.com"');
    const answers = await Promise.all(
      [1, 2, 3].map(() => typePassword(visitor, interaction, 'bob@example.com')),
    );
    // Who has learned the password, and has an account there, is not connected by it.
    const asks = site.url + routes.confirmMailbox(interaction);
    for (const { next } of answers) expect((await visitor.get(next!)).next).toBe(asks);
    expect([await ownerOf(other.issuer, 'bob'), hasSession(visitor)]).toEqual([undefined, false]);
    const mails = watchMails(site.context);
    const csrf = csrfOf(await visitor.get(asks));
    await visitor.post(asks, { csrf });
    const typed = { csrf, code: mails.codeTo('bob@example.com') };
    const codes = await Promise.all([1, 2].map(() => visitor.post(`${asks}/check`, typed)));
    for (const each of codes) await leadOn(visitor, each);
    expect([await ownerOf(other.issuer, 'bob'), hasSession(visitor)]).toEqual([id, true]);
    expect(mails.to('bob@example.com').at(-1)).toMatchObject({
      ...{ kind: 'identity-linked', parameters: { provider: 'Other ID' } },
    });
    const events = await site.context.sql`
      select actor, detail from audit_events where action = 'user.link' and subjects[1] = ${`user:${id}`}`;
    expect(events).toEqual([{ actor: `user:${id}`, detail: { by: 'password and email_code' } }]);
    expect((await signInAt('other', 'bob')).answer.status).toBe(303);
  });

  test('in this interaction only', async () => {
    await addUser({ email: 'cat@example.com', password: true });
    says('cat', 'cat@example.com');
    const { visitor } = await signInAt('other', 'cat');
    const { interaction } = await start(site, visitor, 'cat', 'other');
    await typePassword(visitor, interaction, 'cat@example.com');
    expect(await ownerOf(other.issuer, 'cat')).toBeUndefined();
  });

  test('and no other account', async () => {
    await addUser({ email: 'dot@example.com', password: true });
    await addUser({ email: 'not-dot@example.com', password: true });
    says('dot', 'dot@example.com');
    const { visitor, interaction } = await signInAt('other', 'dot');
    expect((await typePassword(visitor, interaction, 'not-dot@example.com')).status).toBe(303);
    expect(await ownerOf(other.issuer, 'dot')).toBeUndefined();
  });

  test('or calls it off', async () => {
    await addUser({ email: 'fay@example.com', password: true });
    says('fay', 'fay@example.com');
    const { visitor, interaction } = await signInAt('other', 'fay');
    const page = await visitor.get(site.url + routes.signIn(interaction));
    const cancel = site.url + routes.cancelLink(interaction);
    const stranger = await createVisitor().post(cancel, { csrf: csrfOf(page) });
    expect(stranger.status).toBe(303);
    const still = await visitor.get(site.url + routes.signIn(interaction));
    expect(still.text).toContain('Do not connect Other ID');
    const { next } = await visitor.post(cancel, { csrf: csrfOf(page) });
    expect((await visitor.get(next!)).text).not.toContain('connect');
    await typePassword(visitor, interaction, 'fay@example.com');
    expect(await ownerOf(other.issuer, 'fay')).toBeUndefined();
  });

  test('and without a password is told whom to ask', async () => {
    const id = await addUser({ email: 'gus@example.com' });
    says('gus', 'gus@example.com');
    const { answer } = await signInAt('other', 'gus');
    expect(answer.text).toContain('ask the people who run this service to connect it');
    await linkIdentity(id, { provider: 'other', subject: 'gus' }, root, site.context);
    expect((await signInAt('other', 'gus')).answer.status).toBe(303);
  });
});

test('an identity that is unlinked during the sign-in opens no session that stays', async () => {
  const id = await addUser({ email: 'hal@acme.example' });
  says('hal', 'hal@acme.example');
  await signInAt('acme', 'hal');
  const [identity] = await site.context.sql<{ id: string }[]>`
    select id from identities where user_id = ${id}`;
  const visitors = Array.from({ length: 4 }, () => createVisitor());
  const callbacks = await Promise.all(visitors.map((one) => reach(one, 'hal', 'acme')));
  // Those who come later than the unlinking would be linked anew by the rule: not here.
  await site.context.sql`update users set email_verified = false where id = ${id}`;
  await Promise.all([
    ...visitors.map(async (one, index) => leadOn(one, await one.get(callbacks[index]!.callback))),
    unlinkIdentity(id, identity!.id, root, site.context),
  ]);
  const alive = await site.context.sql`
    select from sessions where user_id = ${id} and ended_at is null`;
  expect(alive).toHaveLength(0);
});
