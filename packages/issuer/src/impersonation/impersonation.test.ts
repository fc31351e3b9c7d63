import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { clockOf, startGatewayBehind } from '../../../../testing/gateway-behind.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import {
  bob,
  nativeRedirect,
  orders,
  reports,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../testing/sign-in.ts';
import type { Visit } from '../../../../testing/visitor.ts';
import type { Gateway } from '../../../gateway/src/gateway.ts';
import { ask, bearer, listen } from '../../../gateway/src/testing/gateway.fixture.ts';
import { createPerson, giveTotp, type Person } from '../account/person.fixture.ts';
import { explainer } from '../admin/explain.fixture.ts';
import { resolveAdminToken } from '../admin/resolve-admin-token.service.ts';
import { holdAsRunning, nameVersion } from '../database/running-nodes.store.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { assign, unassign } from '../directory/assign.service.ts';
import { adminAudience } from '../directory/built-in.ts';
import { deleteUser, updateUser } from '../directory/users/change-users.service.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import { openToken, sealToken } from '../tokens/sealed-token.ts';
import { forgetImpersonations } from './acting-session.service.ts';
import { offerImpersonation } from './offer-impersonation.service.ts';

const helper = { email: 'helper@example.com', password: 'correct horse helper' };
const boss = { email: 'boss@example.com', password: 'correct horse boss!' };
const declared = {
  ...shop,
  roles: [...shop.roles, { name: 'helper', permissions: ['users:impersonate'] }],
  users: [
    ...shop.users,
    { ...helper, name: 'Helper', roles: ['helper'] },
    { ...boss, name: 'Boss', roles: ['administrator'] },
  ],
};
const root = { actor: 'client:test', permissions: adminPermissions };
const unguarded = async () => {};
const path = '/account/impersonation';

let issuer: TestIssuer;
let gateway: Gateway;
let upstream: Awaited<ReturnType<typeof listen>>;
let port: number;
let mails: Mails;
let helperId: string;
let bobId: string;
let admin: Person;

const idOf = async (email: string) => {
  const [row] = await issuer.context.sql<
    { id: string }[]
  >`select id from users where email = ${email}`;
  return row!.id;
};

beforeAll(async () => {
  upstream = await listen((request, response) => {
    const jwt = request.headers.authorization!.slice('Bearer '.length);
    response.end(JSON.stringify({ ...decodeJwt(jwt), jwt }));
  });
  const routes = [{ path: '/any', upstream: upstream.url, api: orders }];
  issuer = await startTestIssuer({ ...declared, routes }, { leaseMs: 60_000 });
  mails = watchMails(issuer.context);
  ({ gateway, port } = await startGatewayBehind(issuer, clockOf(issuer)));
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  upstream.server.closeAllConnections();
  upstream.server.close();
});
beforeEach(async () => {
  helperId = await idOf(helper.email);
  bobId = await idOf(bob.email);
  admin = createPerson(issuer);
  await admin.signIn(helper);
});

const callerOf = (id: string) => ({ actor: `user:${id}`, permissions: adminPermissions });
const offer = async (userId = bobId, lifetime = 900) =>
  (
    await offerImpersonation(
      { userId, reason: 'Ticket 4711', lifetime },
      callerOf(helperId),
      issuer.context,
    )
  ).id;
const idOn = ({ text }: Visit) => /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';

/** Opens the page and presses the button. */
async function begin(lifetime?: number, who = admin): Promise<Visit> {
  const page = await who.open(`${path}?id=${await offer(bobId, lifetime)}`);
  return who.follow(await who.send(page, { id: idOn(page) }, path));
}

const signIn = (more: object = {}) =>
  signInToShop(issuer.url, { browser: admin.visitor, person: helper, ...more });
const get = ({ access_token: token }: Pick<Tokens, 'access_token'>) =>
  ask(port, '/any', { headers: bearer(token) });
const claims = async (of: Tokens) => (await get(of)).json() as Record<string, unknown>;
const refresh = async (of: Tokens) => {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: of.refresh_token }),
  });
  return (await answer.json()) as Tokens & { error?: string };
};

describe('an administrator who acts as a person', () => {
  test('is asked as whom and why, and the person is told', async () => {
    const page = await admin.open(`${path}?id=${await offer()}`);
    expect(page.text).toContain('Bob (bob@example.com), for 15 minutes');
    expect(page.text).toContain('Ticket 4711');
    const shown = await admin.follow(await admin.send(page, { id: idOn(page) }, path));
    expect(shown.text).toContain('You act as Bob (bob@example.com)');
    expect(mails.to(bob.email).at(-1)).toMatchObject({
      kind: 'impersonated',
      parameters: { reason: 'Ticket 4711' },
    });
    const person = createPerson(issuer);
    await person.signIn(bob);
    expect((await person.open('/account/sessions')).text).toContain('An administrator acts as you');
    expect((await person.open('/account/events')).text).toContain('began to act as you');
    const events = await issuer.context.sql`
      select action, actor, detail from audit_events where action like 'impersonation.%'
        and ${`user:${bobId}`} = any(subjects) order by id desc limit 2`;
    expect(events).toMatchObject([
      {
        action: 'impersonation.start',
        actor: `user:${helperId}`,
        detail: { reason: 'Ticket 4711' },
      },
      { action: 'impersonation.offer', actor: `user:${helperId}` },
    ]);
  });

  test('is named in every token, and shows no more than they have shown', async () => {
    await begin();
    const tokens = await signIn({ scope: 'openid profile offline_access' });
    const act = { sub: helperId, sub_kind: 'user' };
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      sub: bobId,
      act,
      amr: ['pwd'],
      acr: 'aal1',
    });
    const inside = await claims(tokens);
    expect(inside).toMatchObject({ sub: bobId, act, acr: 'aal1', permissions: ['orders:read'] });
    const answer = await fetch(`${issuer.url}/introspect`, {
      method: 'POST',
      headers: { authorization: basic('orders-service', secret('orders-service')) },
      body: new URLSearchParams({ token: tokens.access_token }),
    });
    expect(await answer.json()).toMatchObject({ active: true, sub: bobId, act });
    const again = await refresh(tokens);
    expect(await claims(again)).toMatchObject({ act });
    // It never outlives the session.
    expect((await refresh(tokens)) as unknown).toMatchObject({ scope: 'openid profile' });
  });

  test('stays named when services call one another', async () => {
    await issuer.context.sql`
      insert into user_roles (user_id, role) values (${bobId}, 'support') on conflict do nothing`;
    await begin();
    const { jwt } = await claims(await signIn());
    const answer = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: { authorization: basic('orders-service', secret('orders-service')) },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: jwt as string,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        audience: reports,
      }),
    });
    const { access_token: exchanged } = (await answer.json()) as Tokens;
    expect(decodeJwt(exchanged)).toMatchObject({
      ...{ sub: bobId, aud: reports },
      act: { sub: 'orders-service', act: { sub: helperId, sub_kind: 'user' } },
    });
    await issuer.context.sql`delete from user_roles where user_id = ${bobId} and role = 'support'`;
  });

  test('changes nothing of the account, and opens nothing that is sensitive', async () => {
    const overview = await begin();
    expect(overview.text).toContain('You act as Bob');
    const before = await issuer.context.sql`select * from users where id = ${bobId}`;
    const forms = {
      '/account/password': { current: bob.password, password: 'another long password' },
      '/account/preferences': { language: 'de', theme: 'dark' },
      '/account/data/download': {},
      '/account/data/delete': { confirm: bob.email },
      '/account/addresses': { email: 'mine@example.com' },
      '/account/sessions/end-others': {},
      '/account/passkeys/add': { credential: '{}' },
      '/account/authenticator/set-up': { secret: 'x', code: '1' },
      '/account/identities/link': { provider: 'acme' },
      '/account/applications/revoke': { application: 'shop-web' },
      '/account/profile': { name: 'Mallory' },
    };
    for (const [to, fields] of Object.entries(forms)) {
      const { text } = await admin.follow(await admin.send(overview, fields, to));
      expect(text, to).toContain('Nothing was changed');
    }
    for (const page of ['/account/authenticator/set-up', '/account/passkeys/add']) {
      expect((await admin.open(page)).text, page).toContain('Nothing was changed');
    }
    expect(await issuer.context.sql`select * from users where id = ${bobId}`).toEqual(before);
  });

  test('gives no consent, does not sign in as the person, and proves no more', async () => {
    await begin();
    const ask = async (
      extra: Record<string, string>,
      to = { clientId: 'shop-web', redirectUri: webRedirect },
    ) => {
      const request = { issuer: issuer.url, ...to };
      const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra });
      return new URL((await admin.visitor.get(url)).next!).searchParams.get('error');
    };
    expect(await ask({ prompt: 'login' })).toBe('login_required');
    expect(await ask({ prompt: 'select_account' })).toBe('login_required');
    expect(await ask({ prompt: 'consent' })).toBe('access_denied');
    // Any program of the administrator's machine could listen there.
    const native = { clientId: 'shop-cli', redirectUri: nativeRedirect };
    expect(await ask({}, native)).toBe('access_denied');
    expect(await ask({ prompt: 'none' }, native)).toBe('consent_required');
    expect(
      await ask({
        acr_values: 'aal2',
        claims: '{"id_token":{"acr":{"essential":true,"value":"aal2"}}}',
      }),
    ).toBe('unmet_authentication_requirements');
    await issuer.context.sql`update clients set party = 'third' where id = 'shop-web'`;
    expect(await ask({})).toBe('access_denied');
    await issuer.context.sql`update clients set party = 'first' where id = 'shop-web'`;
    expect(await ask({})).toBeNull();
  });

  test('administers nothing with it', async () => {
    await begin();
    const { keys, random, settings, sql } = issuer.context;
    const audience = adminAudience(settings.url);
    const facts = openToken((await signIn()).access_token, keys)!;
    expect(facts.impersonation).toBeDefined();
    await sql`update clients set apis = apis || ${[audience]} where id = 'shop-web'`;
    await sql`update grants set apis = apis || ${[audience]} where id = ${facts.source}`;
    const token = sealToken({ ...facts, audiences: [audience] }, keys, random);
    await expect(resolveAdminToken(token, issuer.context)).rejects.toThrow('acts as another');
    // With the console they go on as themselves.
    const own = await signIn();
    expect(decodeJwt(own.id_token)).toMatchObject({ sub: helperId });
    await sql`update clients set apis = array_remove(apis, ${audience}) where id = 'shop-web'`;
  });

  test('has a cookie that is of no use as one of a sign-in', async () => {
    await begin();
    const acting = admin.visitor.cookie(issuer.url, '__Host-sp_acting')!;
    const visit = async (name: string) => {
      const headers = { cookie: `__Host-${name}=${acting}` };
      return fetch(`${issuer.url}/account`, { headers, redirect: 'manual' });
    };
    expect(await (await visit('sp_acting')).text()).toContain('You act as Bob');
    expect((await visit('sp_sso')).headers.get('location')).toContain('/authorize/');
  });
});

describe('it ends', () => {
  let tokens: Tokens;
  const start = async (lifetime?: number) => {
    await begin(lifetime);
    tokens = await signIn();
    expect((await get(tokens)).status).toBe(200);
  };
  /** Whatever is sent after the answer is refused. */
  const expectOver = async () => {
    expect((await get(tokens)).status).toBe(401);
    expect(await refresh(tokens)).toMatchObject({ error: 'invalid_grant' });
    expect((await admin.open()).text).not.toContain('You act as Bob');
  };

  test('by the administrator, who goes on as themselves', async () => {
    await start();
    const page = await admin.open();
    const back = await admin.follow(await admin.send(page, {}, `${path}/end`));
    expect(back.text).toContain('Helper');
    await expectOver();
    const [event] = await issuer.context.sql`
      select actor, subjects from audit_events where action = 'session.end' order by id desc limit 1`;
    expect(event).toMatchObject({
      actor: `user:${helperId}`,
      subjects: [expect.anything(), `user:${bobId}`],
    });
  });

  test('by the person', async () => {
    await start();
    const person = createPerson(issuer);
    await person.signIn(bob);
    const page = await person.open('/account/sessions');
    const session = decodeJwt(tokens.id_token)['sid'] as string;
    expect(page.text).toContain(session);
    await person.send(page, { session }, '/account/sessions/end');
    await expectOver();
  });

  test('when the application signs out, and the administrator stays signed in', async () => {
    await start();
    const back = 'https://shop.example/';
    const parameters = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: back,
    });
    expect((await admin.visitor.get(`${issuer.url}/logout?${parameters}`)).next).toBe(back);
    await expectOver();
    expect((await admin.open()).text).toContain('helper@example.com');
  });

  test('by itself, tokens and all', async () => {
    await start(60);
    issuer.clock.advance(61);
    await expectOver();
    await forgetImpersonations(
      new Date(issuer.clock.now().getTime() + 2 * 86_400_000),
      issuer.context,
    );
    expect(await issuer.context.sql`select from impersonations`).toHaveLength(0);
  });

  test('with the administrator’s own session', async () => {
    await start();
    const [own] = await issuer.context.sql<{ id: string }[]>`
      select actor_session_id as id from impersonations order by created_at desc limit 1`;
    await endSessions({ ids: [own!.id], userId: helperId }, issuer.context);
    await expectOver();
  });

  test('when the permission is taken', async () => {
    await start();
    const of = { kind: 'role', userId: helperId, name: 'helper', caller: root } as const;
    const grant = openToken(tokens.access_token, issuer.context.keys)!.source;
    const asked = { subject: { grant }, request: null, api: orders, whatIf: null };
    const explained = async () => (await explainer(issuer.context)(asked)).verdict;
    expect(await explained()).toMatchObject({ allowed: true });
    await unassign(of, issuer.context);
    await expectOver();
    expect(await explained()).toMatchObject({ allowed: false, error: 'invalid_token' });
    await assign(of, null, issuer.context);
  });

  test('when the role loses the permission', async () => {
    await start();
    await issuer.context.changes.takeAway(async (tx) => {
      await tx`delete from role_permissions where role = 'helper'`;
      return ['role:helper'] as const;
    });
    await expectOver();
    await issuer.context.sql`
      insert into role_permissions (role, permission) values ('helper', 'users:impersonate')`;
  });

  test('when the administrator is disabled', async () => {
    await start();
    const disabled = { disabled: true };
    await updateUser(helperId, disabled, root, issuer.context, unguarded);
    await expectOver();
    await updateUser(helperId, { disabled: false }, root, issuer.context, unguarded);
  });

  test('when the person is disabled', async () => {
    await start();
    await updateUser(bobId, { disabled: true }, root, issuer.context, unguarded);
    await expectOver();
    await updateUser(bobId, { disabled: false }, root, issuer.context, unguarded);
  });
});

describe('it is not begun', () => {
  const expectOver = async (page: Visit, who = admin) => {
    const { text } = await who.follow(await who.send(page, { id: idOn(page) }, path));
    expect(text).toContain('cannot be begun any more');
    expect(text).not.toContain('You act as');
  };

  test('twice, also at once', async () => {
    const page = await admin.open(`${path}?id=${await offer()}`);
    const begun = async () => {
      const [row] = await issuer.context.sql<{ count: number }[]>`
        select count(*)::int from audit_events where action = 'impersonation.start'`;
      return row!.count;
    };
    const before = await begun();
    const send = () => admin.send(page, { id: idOn(page) }, path);
    await Promise.all([send(), send(), send()]);
    expect(await begun()).toBe(before + 1);
    await admin.send(await admin.open(), {}, `${path}/end`);
    await expectOver(page);
  });

  test('by another administrator, nor by who is not signed in', async () => {
    const other = createPerson(issuer);
    await other.signIn(boss);
    const id = await offer();
    expect((await other.open(`${path}?id=${id}`)).text).toContain('cannot be begun any more');
    expect((await createPerson(issuer).open(`${path}?id=${id}`)).url).toContain('/sign-in/');
    expect((await admin.open(`${path}?id=x`)).text).toContain('cannot be begun any more');
  });

  test('after five minutes', async () => {
    const page = await admin.open(`${path}?id=${await offer()}`);
    issuer.clock.advance(301);
    await expectOver(page);
  });

  test('by an administrator who is disabled, or has lost the permission, in between', async () => {
    const page = await admin.open(`${path}?id=${await offer()}`);
    const of = { kind: 'role', userId: helperId, name: 'helper', caller: root } as const;
    await unassign(of, issuer.context);
    await expectOver(page);
    await assign(of, null, issuer.context);
    await updateUser(helperId, { disabled: true }, root, issuer.context, unguarded);
    const answer = await admin.follow(await admin.send(page, { id: idOn(page) }, path));
    expect(answer.url).toContain('/sign-in/');
    await updateUser(helperId, { disabled: false }, root, issuer.context, unguarded);
  });

  test('as a person who administers something by now, or is gone', async () => {
    const page = await admin.open(`${path}?id=${await offer()}`);
    const of = { kind: 'role', userId: bobId, name: 'helper', caller: root } as const;
    await assign(of, null, issuer.context);
    await expectOver(page);
    await unassign(of, issuer.context);
    const [gone] = await issuer.context.sql<{ id: string }[]>`
      insert into users (id, email, name, created_at)
      values (gen_random_uuid(), 'gone@example.com', 'Gone', now()) returning id`;
    const other = await admin.open(`${path}?id=${await offer(gone!.id)}`);
    await deleteUser(gone!.id, root, issuer.context, unguarded);
    await expectOver(other);
  });

  test('as a person with a second factor, by who has shown none', async () => {
    await giveTotp(bob.email, '0123456789', issuer);
    const page = await admin.open(`${path}?id=${await offer()}`);
    const { text } = await admin.follow(await admin.send(page, { id: idOn(page) }, path));
    expect(text).toContain('Set up one of your own first');
    await issuer.context.sql`delete from totp_secrets where user_id = ${bobId}`;
  });

  test('as an administrator, as oneself, or by a program', async () => {
    const wanted = { userId: bobId, reason: 'x', lifetime: 60 };
    const { context } = issuer;
    const bossId = await idOf(boss.email);
    await expect(
      offerImpersonation({ ...wanted, userId: bossId }, callerOf(helperId), context),
    ).rejects.toThrow('administers');
    await expect(offerImpersonation(wanted, callerOf(bobId), context)).rejects.toThrow('already');
    await expect(offerImpersonation(wanted, root, context)).rejects.toThrow('Only a person');
  });

  test('while a node of another version runs, which would take its codes for the person’s own', async () => {
    const { context } = issuer;
    const settings = {
      ...context.settings,
      migrations: { when: 'alone', version: '2.0.0' } as const,
    };
    const node = await context.sql.reserve();
    await node.unsafe(holdAsRunning);
    await node.unsafe(nameVersion('1.0.0'));
    const offered = () =>
      offerImpersonation({ userId: bobId, reason: 'x', lifetime: 60 }, callerOf(helperId), {
        ...context,
        settings,
      });
    await expect(offered()).rejects.toThrow('A node of version 1.0.0 runs');
    await node`select pg_advisory_unlock_all()`;
    await node`reset application_name`;
    node.release();
    expect((await offered()).id).toBeTruthy();
  });
});
