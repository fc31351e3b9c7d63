import { describe, expect, test } from 'vitest';
import { declarationSchema } from './schema.ts';

const secret = 'x'.repeat(32);
const redirect_uris = ['https://shop.example/callback'];
const code = ['authorization_code'];

const problems = (sections: unknown): string[] => {
  const parsed = declarationSchema.safeParse(sections);
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const client = (given: object) => ({ clients: [{ id: 'c', name: 'C', type: 'web', ...given }] });

test('nothing has to be declared', () => {
  expect(declarationSchema.parse({})).toEqual({
    apis: [],
    scopes: [],
    roles: [],
    groups: [],
    users: [],
    clients: [],
    branding: { colors: {} },
    sign_in: {
      ways: ['password'],
      acr: 'aal1',
      max_age: null,
      identifier_first: false,
      remember_device: null,
      verified_address: 'optional',
    },
    password: { minimum_length: 12, breach_service: null, breach_service_down: 'allow' },
    profile: {
      claims: [
        ...['given_name', 'family_name', 'nickname', 'picture', 'website', 'birthdate'],
        ...['zoneinfo', 'phone_number', 'address'],
      ],
      fields: [],
    },
    registration: { mode: 'invitation', domains: [], groups: [], fields: [], terms: null },
    account: { deletion: true },
    audit: { retention: null },
    providers: [],
    trusted_issuers: [],
    routes: [],
  });
});

test('addresses of users come in one form', () => {
  const given = ['r&d@example.com', 'a#1@example.com', 'jörg@exämple.de'];
  const { users } = declarationSchema.parse({
    users: given.map((email) => ({ email, name: 'A' })),
  });
  const forms = ['r&d@example.com', 'a#1@example.com', 'jörg@xn--exmple-cua.de'];
  expect(users.map(({ email }) => email)).toEqual(forms);
  const lookAlike = { users: [{ email: 'al\u0131ce@example.com', name: 'A' }] };
  expect(problems(lookAlike)).toEqual([expect.stringContaining('look like others')]);
});

test('what is left out of a client is what its type suggests', () => {
  const { clients } = declarationSchema.parse({
    clients: [
      { id: 'web', name: 'Web', type: 'web', secret },
      { id: 'spa', name: 'Page', type: 'spa', redirect_uris, grants: code },
    ],
  });
  expect(clients).toMatchObject([
    { auth_method: 'client_secret_basic', pkce: 'required', id_token_alg: 'RS256', grants: [] },
    { auth_method: 'none' },
  ]);
});

describe('refused, with the path of what is wrong', () => {
  const trusted = { issuer: 'https://idp.example', audience: 'us', map: { sub: 'sub' } };
  const refused: [string, unknown, string][] = [
    ['a key that does nothing', { clients: [], colour: 'red' }, ': Unrecognized key: "colour"'],
    [
      'an unknown key in an entry',
      { roles: [{ name: 'a', permisions: [] }] },
      'roles.0: Unrecognized key: "permisions"',
    ],
    [
      'a short password',
      { users: [{ email: 'a@b.example', name: 'A', password: 'short' }] },
      'users.0.password',
    ],
    [
      'a password of too many bytes',
      { users: [{ email: 'a@b.example', name: 'A', password: 'é'.repeat(1000) }] },
      'users.0.password: A password has at most 1024 bytes',
    ],
    ['a short secret', client({ secret: 'short' }), 'clients.0.secret: must have 32'],
    ['three secrets', client({ secret: [secret, secret, secret] }), 'clients.0.secret: Give one'],
    [
      'a short second secret',
      client({ secret: [secret, 'x'] }),
      'clients.0.secret.1: must have 32',
    ],
    ['a missing secret', client({}), 'clients.0.secret'],
    ['a secret in a page', client({ type: 'spa', secret }), 'clients.0.secret'],
    [
      'a page that authenticates',
      client({ type: 'spa', auth_method: 'client_secret_post', secret }),
      'clients.0.auth_method',
    ],
    [
      'a service that does not',
      client({ type: 'service', auth_method: 'none' }),
      'clients.0.auth_method',
    ],
    [
      'a public client without PKCE',
      client({ type: 'native', pkce: 'optional' }),
      'clients.0.pkce',
    ],
    [
      'the code grant without a redirect URI',
      client({ secret, grants: code }),
      'clients.0.redirect_uris',
    ],
    [
      'a redirect URI without the code grant',
      client({ secret, redirect_uris }),
      'clients.0.redirect_uris',
    ],
    [
      'refreshing without the code grant',
      client({ secret, grants: ['refresh_token'] }),
      'clients.0.grants',
    ],
    [
      'client credentials without a secret',
      client({ type: 'spa', grants: ['client_credentials'] }),
      'clients.0.grants',
    ],
    ['roles of a public client', client({ type: 'spa', roles: ['a'] }), 'clients.0.roles'],
    ['an API in a page', client({ type: 'spa', serves: ['urn:a'] }), 'clients.0.serves'],
    [
      'a plain-HTTP redirect URI',
      client({ secret, grants: code, redirect_uris: ['http://shop.example/'] }),
      'clients.0.redirect_uris.0',
    ],
    [
      'a link origin with a path',
      client({ secret, link_origins: ['https://shop.example/'] }),
      'clients.0.link_origins.0',
    ],
    [
      'a plain-HTTP link origin',
      client({ secret, link_origins: ['http://shop.example'] }),
      'clients.0.link_origins.0',
    ],
    ['an implicit grant', client({ secret, grants: ['implicit'] }), 'clients.0.grants.0'],
    ['an API that is no URI', { apis: [{ id: 'orders', name: 'Orders' }] }, 'apis.0.id'],
    [
      'a permission with a space',
      { roles: [{ name: 'a', permissions: ['a b'] }] },
      'roles.0.permissions.0',
    ],
    ['a role with a slash', { roles: [{ name: 'a/b' }] }, 'roles.0.name'],
    [
      'a trusted issuer over plain HTTP',
      { trusted_issuers: [{ issuer: 'http://idp.example', audience: 'a', map: { sub: 'sub' } }] },
      'trusted_issuers.0.issuer',
    ],
    [
      'a trusted issuer with the sign that names are made with',
      { trusted_issuers: [{ ...trusted, issuer: 'https://idp.example/a|b' }] },
      'trusted_issuers.0.issuer: Leave the sign | out',
    ],
    [
      'a trusted issuer without a word on its aud',
      { trusted_issuers: [{ ...trusted, audience: undefined }] },
      'trusted_issuers.0.audiences: Say with audiences',
    ],
    [
      'an audience that stands for no URI',
      { trusted_issuers: [{ ...trusted, audiences: { 'api://a': 'orders' } }] },
      'trusted_issuers.0.audiences.api://a: The id of an API is an absolute URI',
    ],
    [
      'a path with an empty name',
      { trusted_issuers: [{ ...trusted, map: { sub: 'sub', roles: 'realm_access..roles' } }] },
      'trusted_issuers.0.map.roles: Name a claim like roles or realm_access.roles',
    ],
    [
      'a path without names',
      { trusted_issuers: [{ ...trusted, map: { sub: [] } }] },
      'trusted_issuers.0.map.sub',
    ],
  ];
  const nul = 'a\0b';
  const route = { path: '/a', upstream: 'http://a:1', api: 'https://a.example' };
  const idp = { id: 'p', type: 'oidc', name: 'P', issuer: 'https://idp.example' };
  const upstream = { client_id: 'us', client_secret: 'them' };
  const controls: [path: string, sections: unknown][] = [
    ['users.0.name', { users: [{ email: 'a@b.example', name: nul }] }],
    ['apis.0.id', { apis: [{ id: `https://${nul}.example`, name: 'A' }] }],
    ['apis.0.name', { apis: [{ id: 'https://a.example', name: nul }] }],
    ['clients.0.name', client({ secret, name: nul })],
    [
      'clients.0.redirect_uris.0',
      client({ secret, grants: code, redirect_uris: [`https://a.example/${nul}`] }),
    ],
    [
      'clients.0.post_logout_redirect_uris.0',
      client({ secret, post_logout_redirect_uris: [`https://a.example/${nul}`] }),
    ],
    ['providers.0.issuer', { providers: [{ ...idp, ...upstream, issuer: `https://a/${nul}` }] }],
    ['providers.0.client_id', { providers: [{ ...idp, ...upstream, client_id: nul }] }],
    ['trusted_issuers.0.audience', { trusted_issuers: [{ ...trusted, audience: nul }] }],
    ['trusted_issuers.0.map.sub', { trusted_issuers: [{ ...trusted, map: { sub: nul } }] }],
    ['routes.0', { routes: [{ ...route, require: { roles: [nul] } }] }],
  ];
  test.each(controls)('control characters in %s', (path, sections) => {
    expect(problems(sections)).toContainEqual(`${path}: Leave control characters out.`);
  });

  const reordered = 'pay\u202epal';
  const named: [string, object][] = [
    ['users.0.name', { users: [{ email: 'a@b.example', name: reordered }] }],
    ['apis.0.name', { apis: [{ id: 'https://a.example', name: reordered }] }],
    ['clients.0.name', client({ secret, name: 'Shop\u200bping' })],
    ['clients.0.branding.name', client({ secret, branding: { name: reordered } })],
    ['branding.name', { branding: { name: reordered } }],
    ['providers.0.name', { providers: [{ ...idp, ...upstream, name: reordered }] }],
  ];
  test.each(named)('characters that hide or reorder others in %s', (path, sections) => {
    expect(problems(sections)).toContainEqual(
      `${path}: Leave characters out that hide or reorder others.`,
    );
  });

  for (const [name, sections, problem] of refused) {
    test(name, () => expect(problems(sections)).toContainEqual(expect.stringContaining(problem)));
  }
});
