import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../../testing/mails.ts';
import { alice, bob, shop } from '../../../../../testing/shop.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import {
  startProvider,
  type UpstreamProvider,
  upstreamClient,
} from '../../federation/provider.fixture.ts';
import { encryptAtRest } from '../../keys/at-rest.ts';
import { routes } from '../../routes.ts';
import type { Session } from '../../sessions/session.ts';
import { createPerson, type Person } from '../person.fixture.ts';
import { LastWayError } from '../way-in.service.ts';
import { unlinkOwnIdentity } from './identities.service.ts';

const path = '/account/identities';

let issuer: TestIssuer;
let acme: UpstreamProvider;
let mails: Mails;
let person: Person;
let ids: Record<string, string>;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
  acme = await startProvider(issuer.url + routes.federationCallback('acme'));
  const { sql, secrets, random } = issuer.context;
  const plain = Buffer.from(upstreamClient.secret);
  const sealed = encryptAtRest(secrets.atRest, 'provider acme', plain, random);
  await sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, default_groups, declared)
    values ('acme', 'oidc', 'Acme ID', ${acme.issuer}, ${upstreamClient.id}, ${sealed},
      '{openid,email}', '{}', true)`;
  const rows = await sql<{ id: string; email: string }[]>`select id, email from users`;
  ids = Object.fromEntries(rows.map(({ id, email }) => [email, id]));
  for (const who of ['ally', 'robert']) {
    acme.people.set(who, { email: `${who}@acme.example`, email_verified: true });
  }
});
afterAll(async () => {
  acme.close();
  await issuer.close();
});
beforeEach(async () => {
  await issuer.context.sql`delete from identities`;
  person = createPerson(issuer);
});

/** Presses the button that connects the provider. @returns the address there */
async function begin(who = 'ally', by = person): Promise<string> {
  const page = await by.open(path);
  const leaving = await by.send(page, { provider: 'acme' }, `${path}/link`);
  const there = new URL(leaving.next!);
  there.searchParams.set('login_hint', who);
  return there.href;
}

/** Signs in there. @returns the callback, not opened yet */
async function signInThere(there: string, by = person): Promise<string> {
  let visit = await by.visitor.get(there);
  while (!visit.next!.startsWith(`${issuer.url}/federation/`)) {
    visit = await by.visitor.get(visit.next!);
  }
  return visit.next!;
}

const connect = async (who = 'ally', by = person): Promise<Visit> =>
  by.follow(await by.visitor.get(await signInThere(await begin(who, by), by)));

const link = async (email: string, subject: string) => {
  const [row] = await issuer.context.sql<{ id: string }[]>`
    insert into identities (issuer, subject, user_id, linked_at)
    values (${acme.issuer}, ${subject}, ${ids[email]!}, now()) returning id`;
  return row!.id;
};

const ownerOf = async (subject: string) => {
  const [row] = await issuer.context.sql<{ owner: string }[]>`
    select user_id as owner from identities where subject = ${subject}`;
  return row?.owner;
};

const identityOn = ({ text }: Visit) => /name="identity" value="([^"]+)"/.exec(text)![1]!;

test('a person connects a provider, signs in with it, and disconnects it', async () => {
  await person.signInWithMailbox();
  const page = await connect();
  expect(page.text).toContain('The account is connected');
  expect(page.text).toContain('ally@acme.example');
  expect(await ownerOf('ally')).toBe(ids[alice.email]);
  expect(mails.to(alice.email).at(-1)).toMatchObject({
    kind: 'identity-linked',
    parameters: { provider: 'Acme ID', link: issuer.url + path },
  });
  const { sql } = issuer.context;
  const [linked] = await sql`
    select actor, detail from audit_events where action = 'user.link' order by id desc limit 1`;
  expect(linked).toEqual({ actor: `user:${ids[alice.email]}`, detail: { by: 'account' } });

  const elsewhere = createPerson(issuer);
  await elsewhere.signIn();
  const fields = { identity: identityOn(page) };
  const gone = await person.follow(await person.send(page, fields, `${path}/unlink`));
  expect(gone.text).toContain('The account is disconnected');
  expect(gone.text).toContain('Connect Acme ID');
  expect(await ownerOf('ally')).toBeUndefined();
  expect((await elsewhere.open()).url).toContain('/sign-in/');
  expect(mails.to(alice.email).at(-1)?.kind).toBe('identity-unlinked');
  // Pressed twice, or made up.
  for (const identity of [fields.identity, 'x', '']) {
    const twice = await person.follow(await person.send(page, { identity }, `${path}/unlink`));
    expect(twice.text).toContain('The account is disconnected');
  }
});

describe('nothing is connected', () => {
  test('that is another person’s: the page says so', async () => {
    await link(bob.email, 'robert');
    await person.signInWithMailbox();
    expect((await connect('robert')).text).toContain('connected to another account here');
    expect(await ownerOf('robert')).toBe(ids[bob.email]);
  });

  test('to a person who has signed in in this browser meanwhile', async () => {
    await person.signInWithMailbox();
    const callback = await signInThere(await begin());
    await issuer.context.sql`update sessions set ended_at = now() where ended_at is null`;
    await person.signInWithMailbox(bob);
    const back = await person.follow(await person.visitor.get(callback));
    expect(back.text).toContain('Nothing was changed');
    expect(await ownerOf('ally')).toBeUndefined();
  });

  test('where something was taken from the person since they asked, as by a new password', async () => {
    await person.signInWithMailbox();
    const callback = await signInThere(await begin());
    // In the browser of an attacker, whose session the owner keeps by mistake.
    await issuer.context.sql`
      update users set credential_version = credential_version + 1 where email = ${alice.email}`;
    const back = await person.follow(await person.visitor.get(callback));
    expect(back.text).toContain('Nothing was changed');
    expect(await ownerOf('ally')).toBeUndefined();
  });

  test('where the provider is deleted while it is asked who came', async () => {
    await person.signInWithMailbox();
    const callback = await signInThere(await begin());
    const { sql } = issuer.context;
    acme.meanwhile = async () => {
      await sql`update providers set id = 'kept' where id = 'acme'`;
    };
    const back = await person.visitor.get(callback);
    expect([back.status, await ownerOf('ally')]).toEqual([400, undefined]);
    expect(back.text).toContain(`href="${path}"`);
    acme.meanwhile = async () => {};
    await sql`update providers set id = 'acme' where id = 'kept'`;
  });

  test('where there are twenty already', async () => {
    await person.signInWithMailbox();
    for (let one = 0; one < 20; one++) await link(alice.email, `alias ${one}`);
    expect((await connect()).text).toContain('as many connected accounts as there can be');
    expect(await ownerOf('ally')).toBeUndefined();
    await issuer.context.sql`delete from identities where subject = 'alias 7'`;
    expect((await connect()).text).toContain('The account is connected');
  });

  test('in another browser, which was sent there by the one that began', async () => {
    await person.signInWithMailbox();
    const callback = await signInThere(await begin());
    const victim = createPerson(issuer);
    await victim.signIn(bob);
    expect((await victim.visitor.get(callback)).status).toBe(400);
    expect(await ownerOf('ally')).toBeUndefined();
  });

  test('by a form of another site, or without a recent sign-in', async () => {
    const page = await person.signInWithMailbox();
    const forged = await person.visitor.post(`${issuer.url}${path}/link`, { provider: 'acme' });
    expect(forged.next).toBe(issuer.url + path);
    issuer.clock.advance(601);
    const asked = await person.send(page, { provider: 'acme' }, `${path}/link`);
    expect((await person.follow(asked)).url).toContain('/sign-in/');
  });

  test('where the person turns back there, and a way back is offered', async () => {
    await person.signInWithMailbox();
    const page = await person.follow(
      await person.visitor.get(await signInThere(await begin('cancels'))),
    );
    expect(page.text).toContain('Acme ID did not sign you in');
    expect(page.text).toContain(`href="${path}"`);
  });
});

test('a callback that comes twice leads to the same page', async () => {
  await person.signInWithMailbox();
  const callback = await signInThere(await begin());
  const both = await Promise.all([person.visitor.get(callback), person.visitor.get(callback)]);
  for (const visit of both) expect(visit.next).toBe(issuer.url + path);
  expect(await ownerOf('ally')).toBe(ids[alice.email]);
});

describe('the last way in', () => {
  const withoutPassword = (email: string) =>
    issuer.context.sql`update users set password_hash = null where email = ${email}`;

  test('stays, and the page says why', async () => {
    await person.signInWithMailbox();
    await connect();
    const { sql } = issuer.context;
    const [before] = await sql<{ hash: string }[]>`
      select password_hash as hash from users where email = ${alice.email}`;
    await withoutPassword(alice.email);
    const page = await person.open(path);
    const fields = { identity: identityOn(page) };
    const refused = await person.send(page, fields, `${path}/unlink`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This is your only way to sign in');
    expect(await ownerOf('ally')).toBe(ids[alice.email]);
    await sql`update users set password_hash = ${before!.hash} where email = ${alice.email}`;
  });

  test('is the provider that the domain of the address demands, whatever else there is', async () => {
    await person.signInWithMailbox();
    await connect();
    const { sql } = issuer.context;
    await sql`update users set email_verified = true where email = ${alice.email}`;
    await sql`update providers set required_for_domains = '{example.com}' where id = 'acme'`;
    // Signed in there, as it takes now.
    await sql`
      update sessions set proofs = proofs || jsonb_build_array(proofs[0]
        || '{"method":"provider","provider":"acme"}') where ended_at is null`;
    const page = await person.open(path);
    const fields = { identity: identityOn(page) };
    const refused = await person.send(page, fields, `${path}/unlink`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This is your only way to sign in');
    expect(await ownerOf('ally')).toBe(ids[alice.email]);
    await sql`update providers set required_for_domains = '{}' where id = 'acme'`;
  });

  test('of two that are disconnected at the same moment, one stays', async () => {
    await withoutPassword(bob.email);
    const { sql, random, clock } = issuer.context;
    const userId = ids[bob.email]!;
    const ways = [await link(bob.email, 'one'), await link(bob.email, 'two')];
    const id = random.uuid();
    await sql`
      insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
      values (${random.bytes(32)}, ${id}, ${userId}, '{}', ${clock.now()}, ${clock.now()},
        ${new Date(+clock.now() + 3_600_000)})`;
    const session = { id, userId } as Session;
    const [row] = await sql<{ version: number }[]>`
      select credential_version as version from users where id = ${userId}`;
    const change = { session, credentialVersion: row!.version, language: 'en', name: 'Acme ID' };
    const done = await Promise.allSettled(
      ways.map((way) => unlinkOwnIdentity({ ...change, id: way }, issuer.context)),
    );
    // The second one was decided about with what the first had left: it was not asked for any more.
    expect(done.filter((each) => each.status === 'fulfilled' && each.value === true)).toHaveLength(
      1,
    );
    const [left] = await sql`
      select count(*)::int as count from identities where user_id = ${userId}`;
    expect(left).toEqual({ count: 1 });
    const [now] = await sql<{ version: number }[]>`
      select credential_version as version from users where id = ${userId}`;
    const [last] = await sql<{ id: string }[]>`select id from identities where user_id = ${userId}`;
    const again = { ...change, credentialVersion: now!.version, id: last!.id };
    await expect(unlinkOwnIdentity(again, issuer.context)).rejects.toThrow(LastWayError);
  });
});
