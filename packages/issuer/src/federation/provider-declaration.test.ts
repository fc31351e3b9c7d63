import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { declaredProvider } from './provider-declaration.ts';
import { checkProviders } from './provider-references.ts';
import { issuerOf } from './provider-settings.ts';

const client = { id: 'p', client_id: 'us', client_secret: 'them' };
const endpoints = {
  authorization_endpoint: 'https://forge.example/authorize',
  token_endpoint: 'https://forge.example/token',
  userinfo_endpoint: 'https://forge.example/me',
};
const forge = {
  ...client,
  type: 'oauth2',
  name: 'Forge',
  issuer: 'https://forge.example',
  ...endpoints,
};
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const apple = {
  ...{ id: 'p', client_id: 'us', type: 'apple', team_id: 'TEAM456789', key_id: 'KEY4567890' },
  private_key: pem.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

const problems = (provider: object): string[] => {
  const parsed = declaredProvider.safeParse(provider);
  const issues = parsed.success ? checkProviders([parsed.data]) : parsed.error.issues;
  return issues.map(({ path, message }) => `${path.slice(-2).join('.')}: ${message}`);
};

test.each([
  ['google', 'Google', 'https://accounts.google.com'],
  ['github', 'GitHub', 'https://github.com/login/oauth'],
  ['gitlab', 'GitLab', 'https://gitlab.com'],
  ['facebook', 'Facebook', 'https://www.facebook.com'],
  ['linkedin', 'LinkedIn', 'https://www.linkedin.com/oauth'],
  ['slack', 'Slack', 'https://slack.com'],
  ['discord', 'Discord', 'https://discord.com'],
  ['x', 'X', 'https://x.com'],
  ['amazon', 'Amazon', 'https://www.amazon.com'],
] as const)('%s needs a client and nothing more', (type, name, issuer) => {
  const declared = declaredProvider.parse({ ...client, type });
  expect(declared).toMatchObject({ name, scopes: [], hidden: false, trusted_for_domains: [] });
  expect(issuerOf(type, declared)).toBe(issuer);
});

test.each([
  [
    'GitHub Enterprise',
    { type: 'github', url: 'https://git.example/' },
    'https://git.example/login/oauth',
  ],
  [
    'a GitLab below a path',
    { type: 'gitlab', url: 'https://a.example/gitlab' },
    'https://a.example/gitlab',
  ],
  [
    'a national cloud',
    { type: 'microsoft', tenant: 'common', url: 'https://login.microsoftonline.us' },
    'https://login.microsoftonline.us',
  ],
  [
    'a stand-in on this machine',
    { type: 'google', url: 'http://localhost:4002' },
    'http://localhost:4002',
  ],
])('%s has an address of its own', (_, given, issuer) => {
  const declared = declaredProvider.parse({ ...client, ...given });
  expect(issuerOf(declared.type, declared)).toBe(issuer);
});

test('what is left out of an OpenID provider is what most of them need', () => {
  const declared = declaredProvider.parse({
    ...client,
    type: 'oidc',
    name: 'A',
    issuer: 'https://a.example',
  });
  expect(declared).toMatchObject({ scopes: ['profile', 'email'], pkce: true });
});

test('a key with escaped line ends is the same key', () => {
  const escaped = { ...apple, private_key: apple.private_key.trim().replaceAll('\n', '\\n') };
  expect(problems(escaped)).toEqual([]);
  expect(declaredProvider.parse(escaped).private_key).toBe(apple.private_key);
});

describe('refused, with what to do', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rsaPem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
  const cases: [string, object, string][] = [
    [
      'a type that there is not',
      { ...client, type: 'googel' },
      "type: Invalid discriminator value. Expected 'oidc' |",
    ],
    [
      'no secret',
      { ...client, type: 'github', client_secret: undefined },
      'client_secret: Invalid input',
    ],
    [
      'a key in the place of a secret',
      { ...client, type: 'github', private_key: 'x' },
      ': Unrecognized key: "private_key"',
    ],
    [
      'a secret in the place of a key',
      { ...apple, client_secret: 'x' },
      ': Unrecognized key: "client_secret"',
    ],
    [
      'a key of another kind',
      { ...apple, private_key: rsaPem },
      '0.private_key: Give the content of the file AuthKey',
    ],
    [
      'no key',
      { ...apple, private_key: 'MIGT' },
      '0.private_key: Give the content of the file AuthKey',
    ],
    [
      'a domain as tenant',
      { ...client, type: 'microsoft', tenant: 'contoso.com' },
      'tenant: Give the id of your tenant',
    ],
    ['no tenant', { ...client, type: 'microsoft' }, 'tenant: Invalid input'],
    [
      'a key of another type',
      { ...client, type: 'google', tenant: 'common' },
      ': Unrecognized key: "tenant"',
    ],
    [
      'plain HTTP elsewhere',
      { ...client, type: 'gitlab', url: 'http://gitlab.example' },
      'url: Give an issuer',
    ],
    ['no name', { ...forge, name: undefined }, 'name: Invalid input'],
    [
      'an endpoint over plain HTTP',
      { ...forge, token_endpoint: 'http://forge.example/token' },
      'token_endpoint: Give an https URL.',
    ],
    [
      'a path that is no pointer',
      { ...forge, claims: { sub: 'id' } },
      'claims.sub: Give a JSON Pointer',
    ],
    [
      'a claim that there is not',
      { ...forge, claims: { id: '/id' } },
      'claims: Unrecognized key: "id"',
    ],
    [
      'neither secret nor none',
      { ...forge, client_secret: undefined },
      '0.auth_method: Give the client_secret',
    ],
    [
      'a secret that is never sent',
      { ...forge, auth_method: 'none' },
      '0.client_secret: Leave it out',
    ],
    [
      'a state of its own',
      { ...forge, authorization_parameters: { state: 'x' } },
      'authorization_parameters: These are set for each sign-in',
    ],
    [
      'a prompt that cannot end well',
      { ...client, type: 'google', prompt: 'none' },
      'prompt: Invalid option',
    ],
  ];
  test.each(cases)('%s', (_, provider, problem) => {
    expect(problems(provider)).toContainEqual(expect.stringContaining(problem));
  });
  test('and what is right is not', () => {
    const right = [apple, forge, { ...forge, client_secret: undefined, auth_method: 'none' }];
    expect(right.flatMap(problems)).toEqual([]);
  });
});
