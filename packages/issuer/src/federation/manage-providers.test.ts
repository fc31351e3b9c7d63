import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { etagOf } from '../admin/if-match.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { leadOn, type Site } from '../http/site.fixture.ts';
import { routes } from '../routes.ts';
import * as fixture from './federated-site.fixture.ts';
import { listProviders } from './list-providers.service.ts';
import {
  changeProvider,
  createProvider,
  deleteProvider,
  getProvider,
} from './manage-providers.service.ts';
import { startProvider, type UpstreamProvider, upstreamClient } from './provider.fixture.ts';
import { failingProviders } from './provider-failures.service.ts';

let site: Site;
let upstream: UpstreamProvider;

beforeAll(async () => {
  site = await fixture.startFederatedSite();
  upstream = await startProvider(site.url + routes.federationCallback('made'));
  await fixture.declareProvider(site, {
    ...{ id: 'declared', name: 'Declared', issuer: 'https://declared.example' },
  });
});
afterAll(async () => {
  upstream.close();
  await site.close();
});

const root = { actor: 'user:root', permissions: adminPermissions };
const little = {
  actor: 'user:little',
  permissions: ['providers:read', 'providers:write'] as const,
};
const guard = async () => {};

const oidc = (id: string, issuer = `https://${id}.example`, more: object = {}) => ({
  ...{ id, type: 'oidc', name: 'Made', settings: { issuer } },
  ...{ client_id: upstreamClient.id, client_secret: upstreamClient.secret },
  ...more,
});
const create = (given: Parameters<typeof createProvider>[0], caller = root) =>
  createProvider(given, caller, site.context);
const change = (id: string, given: object, caller = root) =>
  changeProvider(id, { ...given }, { caller, guard }, site.context);
const remove = (id: string, force = false, caller = root) =>
  deleteProvider(id, { caller, guard, force }, site.context);

async function signIn(who: string) {
  const visitor = createVisitor();
  const { page } = await fixture.start(site, visitor, who, 'made');
  const callback = await fixture.signInThere(site, visitor, page);
  return (await leadOn(visitor, await visitor.get(callback))).status;
}

test('people sign in with one that is made, its secret is encrypted, and changes count at once', async () => {
  upstream.people.set('ann', { email: 'ann@example.com', email_verified: true, name: 'Ann' });
  const made = await create(oidc('made', upstream.issuer));
  expect(made).toMatchObject({ id: 'made', declared: false, scopes: ['profile', 'email'] });
  expect(made).toMatchObject({ issuer: upstream.issuer, has_secret: true });
  expect(JSON.stringify(made)).not.toContain(upstreamClient.secret);
  const [row] = await site.context.sql`select client_secret from providers where id = 'made'`;
  expect(String(row?.['client_secret'])).not.toContain(upstreamClient.secret);
  expect(await signIn('ann')).toBe(303);
  // Behind those of the file, and with the secret that it had.
  expect(await change('made', { name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
  expect((await listProviders(site.context)).map(({ id }) => id)).toEqual(['declared', 'made']);
  expect(await signIn('ann')).toBe(303);
  const seen = etagOf(await getProvider('made', site.context.sql));
  await change('made', { client_secret: 'a wrong one' });
  // Who has seen the former secret changes no other administrator's new one.
  expect(etagOf(await getProvider('made', site.context.sql))).not.toBe(seen);
  expect(await signIn('ann')).not.toBe(303);
  const failing = () => failingProviders(site.context.sql, site.context.clock.now(), 10);
  expect(await failing()).toMatchObject([{ id: 'made' }]);
  await change('made', { client_secret: upstreamClient.secret });
  expect(await failing()).toEqual([]);
  const events = await site.context.sql`
    select action, detail from audit_events where action like 'provider.%' order by id`;
  expect(events.map(({ action }) => action)).toEqual([
    ...['provider.create', ...Array(3).fill('provider.update')],
  ]);
  expect(JSON.stringify(events)).not.toContain(upstreamClient.secret);
});

test('to change nothing is no event, and what is refused changes nothing', async () => {
  const before = await getProvider('made', site.context.sql);
  expect(await change('made', { settings: before.settings, name: before.name })).toEqual(before);
  const [count] = await site.context.sql`
    select count(*)::int from audit_events where action like 'provider.%'`;
  expect(count).toEqual({ count: 4 });
  await expect(change('made', { settings: { issuer: 'no URL' } })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect(await getProvider('made', site.context.sql)).toEqual(before);
});

test.each([
  ['a key of another type', oidc('wrong', undefined, { private_key: 'x' }), 'invalid_request'],
  ['no secret', oidc('wrong', undefined, { client_secret: undefined }), 'invalid_request'],
  [
    'a setting in the wrong place',
    oidc('wrong', undefined, { settings: { name: 'x' } }),
    'invalid_request',
  ],
  [
    'a group that is not there',
    oidc('wrong', undefined, { default_groups: ['none'] }),
    'not_found',
  ],
  ['the id of another one', oidc('declared'), 'conflict'],
] as const)('%s is refused', async (_, given, code) => {
  await expect(create(given)).rejects.toMatchObject({ code });
});

test('a secret is sent to no address that it was not given for', async () => {
  await create(oidc('kept'));
  const elsewhere = { settings: { issuer: 'https://elsewhere.example' } };
  await expect(change('kept', elsewhere)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('client_secret'),
  });
  expect(await change('kept', { ...elsewhere, client_secret: 'another' })).toMatchObject({
    issuer: 'https://elsewhere.example',
  });
  await remove('kept');
});

test('an issuer with TLS takes no provider on its own machine', async () => {
  const { context } = site;
  const settings = { ...context.settings, url: 'https://id.example.com' };
  const given = oidc('local', 'http://127.0.0.1:5432');
  await expect(createProvider(given, root, { ...context, settings })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('issuer: give an https URL'),
  });
});

test('what the file declares is changed there alone', async () => {
  const attempts = [() => change('declared', { name: 'Mine' }), () => remove('declared', true)];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
  }
});

describe('who has fewer permissions than administrators', () => {
  const refused = { code: 'insufficient_scope' };

  test('makes a provider that has no people yet', async () => {
    expect(await create(oidc('plain'), little as never)).toMatchObject({ id: 'plain' });
    await remove('plain', false, little as never);
  });

  test.each([
    ['vouches for addresses', { trusted_for_domains: ['example.com'] }],
    ['gives a group', { default_groups: ['guests'] }],
    [
      'gives a group by a claim',
      {
        settings: {
          issuer: 'https://x.example',
          groups: [{ claim: 'groups', value: 'all', group: 'guests' }],
        },
      },
    ],
    [
      'makes accounts for all who come',
      { settings: { issuer: 'https://x.example', registration: 'open' } },
    ],
  ])('makes none that %s', async (_, more) => {
    await expect(create(oidc('x', undefined, more), little as never)).rejects.toMatchObject(
      refused,
    );
  });

  const plain = (issuer: string) => ({
    ...oidc('plain', issuer, { type: 'oauth2' }),
    settings: {
      issuer,
      authorization_endpoint: 'https://x.example/authorize',
      token_endpoint: 'https://x.example/token',
      userinfo_endpoint: 'https://x.example/me',
    },
  });

  test('names the issuer of nobody else, even where it has no people yet', async () => {
    await expect(
      create(plain('https://accounts.google.com'), little as never),
    ).rejects.toMatchObject(refused);
    await create(plain('https://x.example'), little as never);
    await remove('plain', false, little as never);
  });

  test('neither takes over nor deletes one that opens accounts', async () => {
    const rogue = { issuer: upstream.issuer, auth_method: 'none' };
    const other = oidc('x', upstream.issuer, { settings: rogue, client_secret: undefined });
    await expect(create(other, little as never)).rejects.toMatchObject(refused);
    const declared = oidc('x', 'https://declared.example');
    await expect(create(declared, little as never)).rejects.toMatchObject(refused);
    await expect(create(oidc('x', upstream.issuer), little as never)).rejects.toMatchObject(
      refused,
    );
    await expect(change('made', { name: 'X' }, little as never)).rejects.toMatchObject(refused);
    await expect(remove('made', true, little as never)).rejects.toMatchObject(refused);
  });
});

test('who is on the way when it is deleted is not signed in, nor by another one of its id', async () => {
  let onTheWay = async () => {};
  let who = 'eve';
  const asked: string[] = [];
  const server = createServer(async ({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    if (pathname === '/authorize') {
      const back = `${searchParams.get('redirect_uri')}?code=x&state=${searchParams.get('state')}`;
      return response.writeHead(302, { location: back }).end();
    }
    asked.push(pathname);
    if (pathname === '/me') await onTheWay();
    const answer =
      pathname === '/me'
        ? { sub: who, email: `${who}@example.com`, verified: true, name: who }
        : { access_token: 'x', token_type: 'Bearer' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
    ...{ userinfo_endpoint: `${issuer}/me`, claims: { email_verified: '/verified' } },
  };
  const make = (more: object = {}) =>
    create({
      ...oidc('slow', issuer, { type: 'oauth2' }),
      settings: { ...settings, ...more },
    });
  await make();
  const comeBack = async (meanwhile = async () => {}) => {
    const visitor = createVisitor();
    const { page } = await fixture.start(site, visitor, who, 'slow');
    const callback = await fixture.signInThere(site, visitor, page);
    await meanwhile();
    return (await visitor.get(callback)).status;
  };
  const accounts = () => site.context.sql`
    select from users where email in ('eve@example.com', 'mallory@example.com')`;
  expect(await comeBack()).toBe(303);
  onTheWay = () => remove('slow', true);
  who = 'mallory';
  expect(await comeBack()).toBe(400);
  expect(await accounts()).toHaveLength(1);
  onTheWay = async () => {};
  await make();
  const status = await comeBack(async () => {
    await remove('slow', true);
    await make({ token_endpoint: `${issuer}/elsewhere` });
    asked.length = 0;
  });
  expect([status, asked]).toEqual([400, []]);
  expect(await accounts()).toHaveLength(1);
  // A person who is at the provider meanwhile still comes back signed in: only its secret and its name are others.
  expect(await comeBack(async () => void (await change('slow', { name: 'New' })))).toBe(303);
  await remove('slow', true);
});

test('one that is the only way in of some people is deleted by force, and they are signed out', async () => {
  await expect(remove('made')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('1 person signs in'),
  });
  const sessions = () => site.context.sql`select from sessions where ended_at is null`;
  expect((await sessions()).count).toBeGreaterThan(0);
  await remove('made', true);
  expect((await sessions()).count).toBe(0);
  await expect(getProvider('made', site.context.sql)).rejects.toMatchObject({ code: 'not_found' });
  await remove('made');
  // Who they are there is kept.
  await create(oidc('made', upstream.issuer));
  expect(await signIn('ann')).toBe(303);
});
