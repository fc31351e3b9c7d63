import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changesAfter, type Harness, headOf, openHarness } from '../directory/context.fixture.ts';
import { applyConfiguration, planConfiguration } from './apply.service.ts';
import { type Declaration, declarationSchema } from './schema.ts';

let context: Harness;
const ids = new Map<string, string>();

const orders = 'https://orders.example';
const apis = [{ id: orders, name: 'Orders', permissions: ['read', 'write'], claims: ['name'] }];
const roles = [{ name: 'support', permissions: ['read'] }];
const groups = [{ name: 'all' }, { name: 'staff', roles: ['support'], parent: 'all' }];
const [alice, bob] = ['alice', 'bob'].map((name) => ({
  email: `${name}@example.com`,
  name,
  roles: ['support'],
  groups: ['staff'],
}));
const client = {
  id: 'shop',
  name: 'Shop',
  type: 'service',
  secret: 'x'.repeat(32),
  apis: [orders],
};
const clients = [{ ...client, scopes: ['a', 'b'], roles: ['support'] }];
const login = { client_id: 'us', client_secret: 'a secret' };
const providers = [
  { id: 'corp', type: 'oidc', name: 'Corp', issuer: 'https://idp.example', ...login },
];
const theirs = 'https://idp.example';
const trusted_issuers = [{ issuer: theirs, audience: orders, map: { sub: 'oid' } }];
const file = { apis, roles, groups, users: [alice, bob], clients, providers, trusted_issuers };

const declare = (changes: object): Declaration => declarationSchema.parse({ ...file, ...changes });

beforeAll(async () => {
  context = await openHarness();
  await applyConfiguration(declare({}), context);
  for (const { id, email } of await context.sql<{ id: string; email: string }[]>`
    select id, email from users`) {
    ids.set(id, email.split('@')[0]!);
  }
});

beforeEach(() => applyConfiguration(declare({}), context));

afterAll(() => context.close());

/** The tags that applying this logs, users by their names. */
async function tagsOf(changes: object): Promise<string[]> {
  const pos = await headOf(context);
  await applyConfiguration(declare(changes), context);
  const logged = await changesAfter(context, pos);
  return logged.flat().map((tag) => tag.replace(/[0-9a-f-]{36}$/, (id) => ids.get(id) ?? id));
}

describe('what is added is in no cache:', () => {
  test.each([
    ['an API', { apis: [...apis, { id: 'https://new.example', name: 'New', permissions: ['x'] }] }],
    ['a role', { roles: [...roles, { name: 'new', permissions: ['read'] }] }],
    ['a group', { groups: [...groups, { name: 'new', roles: ['support'], parent: 'all' }] }],
    ['a user', { users: [alice, bob, { ...alice, email: 'carol@example.com' }] }],
    ['a client', { clients: [...clients, { ...clients[0], id: 'new' }] }],
    ['a provider', { providers: [...providers, { ...providers[0], id: 'new' }] }],
    [
      'a trusted issuer',
      {
        trusted_issuers: [
          ...trusted_issuers,
          { ...trusted_issuers[0], issuer: 'https://b.example' },
        ],
      },
    ],
  ])('%s', async (_, changes) => {
    expect(await tagsOf(changes)).toEqual([]);
  });
});

describe('what changes without a meaning for tokens evicts nothing:', () => {
  test.each([
    ['the name of an API', { apis: [{ ...apis[0], name: 'All orders' }] }],
    [
      'the name and the addresses of a client',
      {
        clients: [{ ...clients[0], name: 'The shop', link_origins: ['https://shop.example'] }],
      },
    ],
    ['the secret of a provider', { providers: [{ ...providers[0], client_secret: 'another' }] }],
  ])('%s', async (_, changes) => {
    expect(await tagsOf(changes)).toEqual([]);
  });
});

describe('what is given is asked for again, and ends nothing:', () => {
  test.each([
    [
      'a permission at an API',
      { apis: [{ ...apis[0], permissions: ['read', 'write', 'more'] }] },
      [`more:api:${orders}`],
    ],
    [
      'a permission',
      { roles: [{ name: 'support', permissions: ['read', 'write'] }] },
      ['more:role:support'],
    ],
    [
      'a role of a group',
      { groups: [{ name: 'all', roles: ['support'] }, groups[1]] },
      ['more:group:all'],
    ],
    ['a membership', { users: [{ ...alice, groups: ['staff', 'all'] }, bob] }, ['more:user:alice']],
    ['a name', { users: [{ ...alice, name: 'Alicia' }, bob] }, ['more:user:alice']],
  ])('%s', async (_, changes, tags) => {
    expect(await tagsOf(changes)).toEqual(tags);
  });
});

describe('what is taken is evicted, and nothing else:', () => {
  test.each([
    [
      'an API',
      { apis: [], roles: [{ name: 'support' }], clients: [], trusted_issuers: [] },
      [`api:${orders}`, 'role:support', 'client:shop', `trusted_issuer:${theirs}`],
    ],
    ['a claim', { apis: [{ ...apis[0], claims: [] }] }, [`api:${orders}`]],
    ['a permission', { roles: [{ name: 'support' }] }, ['role:support']],
    [
      'a role of a group',
      { groups: [{ name: 'all' }, { name: 'staff', parent: 'all' }] },
      ['group:staff'],
    ],
    [
      'the parent of a group',
      { groups: [{ name: 'all' }, { ...groups[1], parent: undefined }] },
      ['group:staff'],
    ],
    ['a role of a user', { users: [{ ...alice, roles: [] }, bob] }, ['user:alice']],
    ['a scope of a client', { clients: [{ ...clients[0], scopes: ['a'] }] }, ['client:shop']],
    ['a role of a client', { clients: [{ ...clients[0], roles: [] }] }, ['client:shop']],
    [
      'the secret of a client, and not the tokens of its users',
      { clients: [{ ...clients[0], secret: 'y'.repeat(32) }] },
      ['client_secret:shop'],
    ],
    [
      'a grant of a client',
      { clients: [{ ...clients[0], grants: ['client_credentials'] }] },
      ['client_secret:shop'],
    ],
    ['a trusted issuer', { trusted_issuers: [] }, [`trusted_issuer:${theirs}`]],
    ['a provider', { providers: [] }, ['provider:corp']],
  ])('%s', async (_, changes, tags) => {
    expect(await tagsOf(changes)).toEqual(tags);
  });

  test('a user', async () => {
    const [gone] = [...ids].find(([, name]) => name === 'bob')!;
    expect(await tagsOf({ users: [alice] })).toEqual(['user:bob']);
    ids.delete(gone);
  });
});

describe('a plan', () => {
  const less = () => declare({ users: [{ ...alice, roles: [] }], clients: [] });

  test('says what an apply would do, and does nothing', async () => {
    const pos = await headOf(context);
    const planned = await planConfiguration(less(), context, { gatewayClients: [] });
    expect(planned).toMatchObject({
      changed: true,
      summary: { removed: ['user:bob@example.com', 'client:shop'] },
      taken: ['user:alice@example.com: role support'],
    });
    expect(await headOf(context)).toBe(pos);
    expect(await context.clients('shop')).toBeDefined();
    expect(await applyConfiguration(less(), context)).toEqual(planned);
  });

  test('refuses what an apply would refuse', async () => {
    const changed = declare({ clients: [{ ...clients[0], secret: 'y'.repeat(32) }] });
    await expect(
      planConfiguration(changed, context, { gatewayClients: ['shop'] }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
