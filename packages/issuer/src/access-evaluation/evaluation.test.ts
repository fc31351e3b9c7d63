import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { createOrganization } from '../directory/organizations/manage-organizations.service.ts';
import { joinOrganization, leaveOrganization } from '../directory/organizations/members.service.ts';
import { giveRoleWithin } from '../directory/organizations/roles-within.service.ts';
import type { ResourceRole } from '../directory/resource-roles/resource-role.ts';
import {
  giveResourceRole,
  takeResourceRole,
} from '../directory/resource-roles/resource-roles.service.ts';

const action = (name: string, permission: string) => ({ name, permission, text: '{identifier}' });
const carol = { email: 'carol@example.com', password: 'correct horse carol' };
let issuer: TestIssuer;
let ids: Record<string, string>;
beforeAll(async () => {
  issuer = await startTestIssuer({
    ...shop,
    apis: [
      {
        ...shop.apis[0]!,
        authorization_details: [
          {
            type: 'order',
            actions: [action('read', 'orders:read'), action('refund', 'orders:refund')],
          },
          {
            ...{ type: 'folder', hierarchical: true },
            actions: [action('read', 'orders:read'), action('refund', 'orders:refund')],
          },
        ],
      },
      {
        ...shop.apis[1]!,
        authorization_details: [{ type: 'report', actions: [action('read', 'reports:read')] }],
      },
    ],
    users: [...shop.users, { ...carol, name: 'Carol' }],
  });
  const rows = await issuer.context.sql<{ id: string; email: string }[]>`
    select id, email from users`;
  ids = Object.fromEntries(rows.map(({ id, email }) => [email.split('@', 1)[0]!, id]));
});
afterAll(() => issuer.close());

const service = basic('orders-service', secret('orders-service'));
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(issuer.url + path, {
    method: 'POST',
    headers: { authorization: service, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const asked = (id: string, name = 'read', order = '42', type = 'user') => ({
  subject: { type, id },
  action: { name },
  resource: { type: 'order', id: order },
});
const evaluate = async (body: unknown) => {
  const answer = await post('/access/v1/evaluation', body);
  expect(answer.status).toBe(200);
  return (await answer.json()) as { decision: boolean; context: { reason: string } };
};
const decide = async (...of: Parameters<typeof asked>) => (await evaluate(asked(...of))).decision;

const root = { actor: 'client:test', permissions: adminPermissions };
const given = (over: Partial<ResourceRole> = {}): ResourceRole => ({
  holder: { kind: 'user', id: ids['carol']! },
  ...{ type: 'order', identifier: '42', role: 'customer', ...over },
});

describe('a decision', () => {
  test('is that of the roles which count for all', async () => {
    expect(await decide(ids['alice']!, 'refund')).toBe(true);
    expect(await decide(ids['bob']!, 'read', 'any')).toBe(true);
    expect(await decide(ids['bob']!, 'refund')).toBe(false);
    expect(await decide(ids['alice']!.toUpperCase(), 'orders:refund')).toBe(true);
    expect(await decide('shop-api', 'refund', '42', 'client')).toBe(true);
    expect(await evaluate(asked(ids['carol']!))).toEqual({
      decision: false,
      context: {
        reason: `No role gives the permission orders:read at ${orders}, and none on order 42.`,
      },
    });
  });

  test('is that of roles on the resource, from the moment when they are given to when they are taken', async () => {
    await giveResourceRole(given(), null, root, issuer.context);
    expect(await decide(ids['carol']!)).toBe(true);
    expect(await decide(ids['carol']!, 'orders:read')).toBe(true);
    expect(await decide(ids['carol']!, 'refund')).toBe(false);
    expect(await decide(ids['carol']!, 'read', '43')).toBe(false);
    expect((await evaluate(asked(ids['carol']!))).context.reason).toBe(
      'A role on order 42 gives the permission orders:read.',
    );
    await takeResourceRole(given(), root, issuer.context);
    expect(await decide(ids['carol']!)).toBe(false);
  });

  test('is that of roles on what the resource lies in', async () => {
    const place = given({ type: 'folder', identifier: 'docs/guides' });
    const about = (id: string, name = 'read') => ({
      ...asked(ids['carol']!, name),
      resource: { type: 'folder', id },
    });
    await giveResourceRole(place, null, root, issuer.context);
    expect(await evaluate(about('docs/guides/start'))).toEqual({
      decision: true,
      context: {
        reason:
          'A role on folder docs/guides/start or on what it lies in gives the permission orders:read.',
      },
    });
    for (const id of ['docs', 'docs/guides2', 'docs/guides/../secret', 'docs/guides/', 'docs//a']) {
      expect([id, (await evaluate(about(id))).decision]).toEqual([id, false]);
    }
    expect((await evaluate(about('docs/guides/start', 'refund'))).decision).toBe(false);
    await takeResourceRole(place, root, issuer.context);
    expect((await evaluate(about('docs/guides/start'))).decision).toBe(false);
  });

  test('ends with the role, without anything being asked again', async () => {
    const end = new Date(issuer.clock.now().getTime() + 5_000);
    const robot = given({ holder: { kind: 'client', id: 'orders-service' } });
    await giveResourceRole(robot, end, root, issuer.context);
    expect(await decide('orders-service', 'read', '42', 'client')).toBe(true);
    issuer.clock.advance(5);
    expect(await decide('orders-service', 'read', '42', 'client')).toBe(false);
  });

  test('is that of roles within the organization that is named, for its members alone', async () => {
    const { context } = issuer;
    const carol = ids['carol']!;
    const { id } = await createOrganization({ key: 'acme', name: 'Acme' }, root, context);
    const within = (organization: string, name = 'refund') => [
      { ...asked(carol, name), context: { organization } },
      {
        ...asked(carol, name),
        subject: { type: 'user', id: carol, properties: { organization } },
      },
    ];
    const decisions = async (...of: Parameters<typeof within>) =>
      (await Promise.all(within(...of).map(evaluate))).map(({ decision }) => decision);
    await joinOrganization({ key: 'acme', userId: carol }, root, context);
    expect(await decisions('acme')).toEqual([false, false]);
    const role = { key: 'acme', userId: carol, role: 'support' };
    await giveRoleWithin(role, null, root, context);
    expect([await decisions('acme'), await decisions(id)]).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(await decide(carol, 'refund')).toBe(false);
    await leaveOrganization({ key: 'acme', userId: carol }, root, context);
    expect(await evaluate(within('acme')[0])).toEqual({
      decision: false,
      context: { reason: 'The user is no member of the organization acme, or it is disabled.' },
    });
    // As with a token for an organization that its person has left: nothing, not even what they have everywhere.
    expect(
      (await evaluate({ ...asked(ids['alice']!), context: { organization: 'acme' } })).decision,
    ).toBe(false);
  });

  test.each([
    ['an unknown person', () => asked('00000000-0000-4000-8000-000000000000')],
    ['what is no id of a person', () => asked('alice')],
    ['an unknown client', () => asked('nobody', 'read', '42', 'client')],
    ['an action link', () => asked('link:1', 'read', '42', 'link')],
    ['an unknown action', () => asked(ids['alice']!, 'destroy')],
    [
      'a type of an API that the client does not serve',
      () => ({
        ...asked(ids['alice']!),
        resource: { type: 'report', id: 'May' },
      }),
    ],
  ])('on %s is no', async (_, body) => {
    expect((await evaluate(body())).decision).toBe(false);
  });

  test('commits a write, which only a primary can', async () => {
    const at = async () => {
      const [row] = await issuer.context.sql<{ at: string }[]>`
        select pg_current_wal_flush_lsn()::text as at`;
      return row!.at;
    };
    const before = await at();
    await decide(ids['alice']!);
    expect(await at()).not.toBe(before);
  });

  test('on a person who is disabled is no', async () => {
    await issuer.context.sql`update users set disabled_at = now() where id = ${ids['bob']!}`;
    expect(await decide(ids['bob']!)).toBe(false);
  });
});

describe('several in one request', () => {
  const path = '/access/v1/evaluations';
  const decisions = async (body: object) => {
    const { evaluations } = (await (await post(path, body)).json()) as {
      evaluations: { decision: boolean }[];
    };
    return evaluations.map(({ decision }) => decision);
  };

  test('share what is said beside the list', async () => {
    const { resource, ...shared } = asked(ids['alice']!);
    const evaluations = [{ resource }, { action: { name: 'destroy' }, resource }, { resource }];
    expect(await decisions({ ...shared, evaluations })).toEqual([true, false, true]);
    const until = (semantic: string) =>
      decisions({ ...shared, evaluations, options: { evaluations_semantic: semantic } });
    expect(await until('deny_on_first_deny')).toEqual([true, false]);
    expect(await until('permit_on_first_permit')).toEqual([true]);
  });

  test('without a list it is one', async () => {
    expect(await (await post(path, asked(ids['alice']!))).json()).toMatchObject({ decision: true });
  });
});

describe('a request', () => {
  test.each([
    ['that is no JSON', '{', 400],
    ['without a resource', { subject: { type: 'user', id: 'x' }, action: { name: 'read' } }, 400],
    ['with a NUL', '{"subject":{"type":"user","id":"\\u0000"}}', 400],
    ['with 51 in its list', { evaluations: Array(51).fill({}) }, 400],
  ])('%s is refused', async (_, body, status) => {
    const path = JSON.stringify(body).includes('evaluations') ? 'evaluations' : 'evaluation';
    const answer = await post(`/access/v1/${path}`, body);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { error: 'invalid_request' },
    ]);
  });

  test.each([
    ['a wrong secret', basic('orders-service', 'wrong'), 401, 'invalid_client'],
    ['nobody', '', 401, 'invalid_client'],
    [
      'a client that serves no API',
      basic('shop-web', secret('shop-web')),
      400,
      'unauthorized_client',
    ],
  ])('of %s is refused', async (_, authorization, status, error) => {
    const answer = await post('/access/v1/evaluation', asked(ids['alice']!), { authorization });
    expect([answer.status, await answer.json()]).toMatchObject([status, { error }]);
  });

  test('has its X-Request-ID in the answer, and what we do not know is ignored', async () => {
    const body = { ...asked(ids['alice']!), context: { time: 'now' }, more: 1 };
    const answer = await post('/access/v1/evaluation', body, { 'x-request-id': 'abc-1' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'abc-1']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

test('the metadata says where', async () => {
  const answer = await fetch(`${issuer.url}/.well-known/authzen-configuration`);
  expect(await answer.json()).toEqual({
    policy_decision_point: issuer.url,
    access_evaluation_endpoint: `${issuer.url}/access/v1/evaluation`,
    access_evaluations_endpoint: `${issuer.url}/access/v1/evaluations`,
  });
});
