import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { adminAudience } from '../directory/built-in.ts';
import { claimsOf, signClaims } from '../swap/inside-token.ts';
import { resolveAccess } from '../swap/resolve-access.service.ts';
import { type AdminHarness, consoleClient, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
/** May write to the directory and to clients, and nothing more. */
let clerk: string;
let root: string;
const ids: Record<string, string> = {};

const users = ['root', 'clerk', 'plain', 'boss', 'chief'];
const addressOf = (name: string) => `${name}@authority.example`;

const declaration = declarationSchema.parse({
  roles: [
    { name: 'clerk', permissions: ['directory:read', 'directory:write', 'clients:write'] },
    { name: 'auditor', permissions: ['audit:read'] },
    { name: 'harmless' },
  ],
  groups: [
    { name: 'administrators', roles: ['administrator'] },
    { name: 'site', parent: 'administrators' },
    { name: 'everyone' },
  ],
  users: [
    { email: addressOf('root'), name: 'Root', roles: ['administrator'] },
    { email: addressOf('clerk'), name: 'Clerk', roles: ['clerk'] },
    { email: addressOf('plain'), name: 'Plain' },
    { email: addressOf('boss'), name: 'Boss', groups: ['site'] },
    { email: addressOf('chief'), name: 'Chief' },
  ],
  providers: [
    {
      id: 'acme',
      type: 'oidc',
      name: 'Acme',
      issuer: 'https://acme.example',
      client_id: 'x',
      client_secret: 'x',
    },
  ],
  clients: [
    consoleClient,
    {
      id: 'robot',
      name: 'Robot',
      type: 'service',
      secret: 'the robot has a secret of its own, too',
      roles: ['administrator'],
    },
    {
      id: 'printer',
      name: 'Printer',
      type: 'service',
      secret: 'the printer has a secret of its own, as well',
      roles: ['harmless'],
    },
  ],
});

beforeAll(async () => {
  admin = await openAdminHarness();
});

beforeEach(async () => {
  await applyConfiguration(declaration, admin);
  for (const name of users) ids[name] = await admin.idOf(addressOf(name));
  root = await admin.tokenOf(addressOf('root'));
  clerk = await admin.tokenOf(addressOf('clerk'));
});

afterEach(() => applyConfiguration(declarationSchema.parse({}), admin));

afterAll(() => admin.close());

/** `{name}` stands for the id of the user of this name. */
const send = async (token: string, method: string, path: string, body?: unknown) => {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]!);
  const response = await admin.call(method, url, { token, body });
  const text = await response.text();
  return { status: response.status, said: text === '' ? null : JSON.parse(text) };
};

const identity = { provider: 'acme', subject: 'x' };
const password = 'a password of the clerk’s choice';

describe('an administrator of the directory and of clients only cannot', () => {
  const refused: [what: string, method: string, path: string, body?: unknown][] = [
    ['make themselves administrator', 'PUT', '/users/{clerk}/roles/administrator', {}],
    ['make an account of theirs one', 'PUT', '/users/{plain}/roles/administrator', {}],
    ['give a part of it that they lack', 'PUT', '/users/{clerk}/roles/auditor', {}],
    ['join a group that gives it', 'PUT', '/users/{clerk}/groups/administrators', {}],
    ['join a group below such a one', 'PUT', '/users/{clerk}/groups/site', {}],
    ['take it', 'DELETE', '/users/{root}/roles/administrator'],
    ['take the membership that gives it', 'DELETE', '/users/{boss}/groups/site'],
    ['set the password of an administrator', 'PATCH', '/users/{root}', { password }],
    ['set that of one by membership', 'PATCH', '/users/{boss}', { password }],
    ['link an identity to one', 'POST', '/users/{root}/identities', identity],
    ['unlink one', 'DELETE', '/users/{boss}/identities/00000000-0000-4000-8000-000000000000'],
    ['take back what one lets an application do', 'DELETE', '/users/{boss}/applications/robot'],
    ['take the second factors of one away', 'DELETE', '/users/{boss}/factors'],
    ['change their name', 'PATCH', '/users/{boss}', { name: 'Another Name' }],
    ['change their profile', 'PATCH', '/users/{boss}/profile', { profile: { nickname: 'B' } }],
    ['give one an address', 'POST', '/users/{boss}/addresses', { email: 'clerk@new.example' }],
    ['take one from them', 'DELETE', '/users/{boss}/addresses/clerk@new.example'],
    ['disable them', 'PATCH', '/users/{root}', { disabled: true }],
    ['delete them', 'DELETE', '/users/{root}'],
    ['stop a client that is one', 'PATCH', '/clients/robot', { disabled: true }],
    ['let one go on that they sign in to', 'PATCH', '/clients/console', { disabled: false }],
  ];
  test.each(refused)('%s', async (_, method, path, body) => {
    expect(await send(clerk, method, path, body)).toMatchObject({
      status: 403,
      said: {
        error: 'insufficient_scope',
        error_description: expect.stringContaining('audit:read'),
      },
    });
    expect((await send(root, method, path, body)).status).toBeLessThan(300);
  });
});

describe('but can', () => {
  const allowed: [what: string, method: string, path: string, body?: unknown][] = [
    ['give what bears no admin permission', 'PUT', '/users/{plain}/roles/harmless', {}],
    ['give what they have themselves', 'PUT', '/users/{plain}/roles/clerk', {}],
    ['add to a harmless group', 'PUT', '/users/{boss}/groups/everyone', {}],
    ['set the password of a user', 'PATCH', '/users/{plain}', { password }],
    ['and their own', 'PATCH', '/users/{clerk}', { password }],
    ['delete a user', 'DELETE', '/users/{plain}'],
    ['stop a client', 'PATCH', '/clients/printer', { disabled: true }],
  ];
  test.each(allowed)('%s', async (_, method, path, body) => {
    expect((await send(clerk, method, path, body)).status).toBeLessThan(300);
  });
});

test('a temporary administrator is one as long as it lasts', async () => {
  const until = { valid_until: '2999-01-01T00:00:00Z' };
  expect((await send(root, 'PUT', '/users/{plain}/roles/administrator', until)).status).toBe(204);
  expect((await send(clerk, 'PATCH', '/users/{plain}', { password })).status).toBe(403);
  await admin.sql`update user_roles set valid_until = '2001-01-01' where user_id = ${ids['plain']!}`;
  expect((await send(clerk, 'PATCH', '/users/{plain}', { password })).status).toBe(200);
});

describe('the last administrator stays:', () => {
  const end = { valid_until: '2999-01-01T00:00:00Z' };
  const cases: [what: string, method: string, path: string, body?: unknown][] = [
    ['the role', 'DELETE', '/users/{root}/roles/administrator'],
    ['for good', 'PUT', '/users/{root}/roles/administrator', end],
    ['able to sign in', 'PATCH', '/users/{root}', { disabled: true }],
    ['there', 'DELETE', '/users/{root}'],
  ];
  beforeEach(async () => {
    await send(root, 'DELETE', '/users/{boss}/groups/site');
  });

  test.each(cases)('%s', async (_, method, path, body) => {
    const left = await send(root, method, path, body);
    expect(left).toMatchObject({ status: 409, said: { error: 'conflict' } });
    expect((await send(root, 'GET', '/users/{root}')).said).toMatchObject({
      disabled: false,
      roles: [{ name: 'administrator', valid_until: null }],
    });
    // A user who is administrator only for a while, or disabled, is no replacement.
    await send(root, 'PUT', '/users/{plain}/roles/administrator', end);
    await send(root, 'PUT', '/users/{chief}/roles/administrator', {});
    await send(root, 'PATCH', '/users/{chief}', { disabled: true });
    expect((await send(root, method, path, body)).status).toBe(409);
    await send(root, 'PATCH', '/users/{chief}', { disabled: false });
    expect((await send(root, method, path, body)).status).toBeLessThan(300);
  });

  test('connected to the provider whose groups make them one, who is no replacement for another', async () => {
    const [{ id } = { id: '' }] = await admin.sql<{ id: string }[]>`
      insert into identities (issuer, subject, user_id, linked_at)
      values ('https://acme.example', 'chief', ${ids['chief']!}, now()) returning id`;
    await admin.sql`
      insert into identity_groups (identity_id, user_id, provider, claim, value, group_name)
      values (${id}, ${ids['chief']!}, 'acme', 'groups', 'admins', 'administrators')`;
    expect((await send(root, 'DELETE', '/users/{root}')).status).toBe(409);
    const chief = await admin.tokenOf(addressOf('chief'));
    await admin.sql`delete from user_roles where user_id = ${ids['root']!}`;
    const gone = await send(chief, 'DELETE', `/users/{chief}/identities/${id}`);
    expect(gone).toMatchObject({ status: 409, said: { error: 'conflict' } });
    expect((await send(chief, 'DELETE', '/users/{chief}')).status).toBe(409);
  });

  test('when two remove one another at once, one of them', async () => {
    await send(root, 'PUT', '/users/{chief}/roles/administrator', {});
    const chief = await admin.tokenOf(addressOf('chief'));
    const answers = await Promise.all([
      send(root, 'DELETE', '/users/{chief}/roles/administrator'),
      send(chief, 'DELETE', '/users/{root}/roles/administrator'),
    ]);
    // The second one may be no administrator any more by the time that it asks.
    expect(answers.map(({ status }) => status).sort()).toEqual([204, expect.toSatisfy(isRefusal)]);
  });

  test('when both are deleted at once, one of them', async () => {
    await send(root, 'PUT', '/users/{chief}/roles/administrator', {});
    const chief = await admin.tokenOf(addressOf('chief'));
    await Promise.all([
      send(root, 'DELETE', '/users/{chief}'),
      send(chief, 'DELETE', '/users/{root}'),
    ]);
    const rows = await admin.sql`select from user_roles where role = 'administrator'`;
    expect(rows).toHaveLength(1);
  });
});

const isRefusal = (status: number) => [401, 403, 409].includes(status);

test('a JWT of a gateway that is confined to a resource is not taken for a whole one', async () => {
  const access = await resolveAccess(root, adminAudience(admin.settings.url), admin);
  if (!access.ok) throw new Error(access.description);
  const { resolution } = access;
  const claims = claimsOf(resolution, admin.clock.now(), admin);
  const confined = {
    ...claims,
    permissions: [],
    authorization_details: [{ type: 'group', identifier: 'site', actions: ['read'] }],
  };
  const statusWith = async (made: typeof claims) => {
    const { jwt } = await signClaims(made, resolution.api, admin);
    return (await send(jwt, 'GET', '/audit')).status;
  };
  expect([await statusWith(claims), await statusWith(confined)]).toEqual([200, 401]);
});
