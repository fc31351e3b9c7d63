import { expect, test } from 'vitest';
import { configurationSchema } from '../config/schema.ts';
import { checkConfiguration } from './configuration-checks.ts';

const behindProxy = {
  issuer: { url: 'https://id.shop.example', listen: '127.0.0.1:9000' },
  gateway: { url: 'https://shop.example', listen: '127.0.0.1:8080' },
};

const client = {
  ...{ id: 'web', name: 'Web', type: 'web', secret: 'x'.repeat(40) },
  grants: ['authorization_code'],
  redirect_uris: ['https://shop.example/auth/callback'],
};

/** What is not well, as `level about: found`. */
const look = (sections: object): string[] =>
  checkConfiguration(configurationSchema.parse(sections))
    .filter(({ level }) => level !== 'ok')
    .map(({ level, about, found }) => `${level} ${about}: ${found}`);

test('a configuration without faults has none', () => {
  expect(look({ ...behindProxy, clients: [client] })).toEqual([]);
});

test('secrets of the example are a problem where others come, and a warning at home', () => {
  const clients = [{ ...client, secret: 'dev-secret-of-the-shop-in-the-browser-1' }];
  const users = [{ email: 'a@shop.example', name: 'A', password: 'correct horse alice' }];
  expect(look({ ...behindProxy, clients, users })).toEqual([
    'problem Secrets of the example: They are in use: client web, user a@shop.example.',
  ]);
  expect(look({ clients })).toEqual([
    'warning Secrets of the example: They are in use: client web.',
  ]);
});

const provider = { type: 'github', client_id: 'us', client_secret: 'them' };

test('the redirect URIs that providers have to be told are shown', () => {
  const providers = [{ ...provider, id: 'forge' }];
  const findings = checkConfiguration(configurationSchema.parse({ ...behindProxy, providers }));
  expect(findings.find(({ about }) => about === 'Redirect URIs at providers')).toMatchObject({
    level: 'ok',
    found: expect.stringContaining('forge: https://id.shop.example/federation/forge/callback'),
  });
});

test('providers that take no redirect URI over plain HTTP are named', () => {
  const providers = [
    { ...provider, id: 'workspace', type: 'slack' },
    { ...provider, id: 'stand-in', type: 'slack', url: 'http://localhost:4003' },
    { ...provider, id: 'forge' },
  ];
  expect(look({ providers })).toEqual([
    'warning Redirect URIs at providers: These providers take none over plain HTTP: workspace.',
  ]);
});

test('in a public deployment a redirect to the own machine is for native clients', () => {
  const redirect_uris = [...client.redirect_uris, 'http://localhost:3000/callback'];
  expect(look({ ...behindProxy, clients: [{ ...client, redirect_uris }] })).toEqual([
    expect.stringContaining('warning Redirect URIs'),
  ]);
  const native = { id: 'cli', name: 'CLI', type: 'native', auth_method: 'none' };
  const own = { ...native, grants: ['authorization_code'], redirect_uris: ['http://127.0.0.1/cb'] };
  expect(look({ ...behindProxy, clients: [own] })).toEqual([]);
  expect(look({ clients: [{ ...client, redirect_uris }] })).toEqual([]);
});

test.each([
  ['0.0.0.0/0', 1],
  ['::/0', 1],
  ['10.0.0.0/7', 1],
  ['10.0.0.0/8', 0],
  ['fd00::/8', 0],
  ['203.0.113.7', 0],
])('trusting the proxies %s: %i finding', (network, count) => {
  const gateway = { ...behindProxy.gateway, trusted_proxies: [network] };
  expect(look({ ...behindProxy, gateway })).toHaveLength(count);
});

test('ports that other machines reach are named', () => {
  const gateway = { ...behindProxy.gateway, decide_host: '0.0.0.0' };
  const management = { listen: '10.0.0.7:8082' };
  expect(look({ ...behindProxy, gateway, management })).toEqual([
    expect.stringMatching(/gateway\.decide_host.*management\.listen/),
  ]);
});

test('an upstream elsewhere without TLS is told, once for several routes', () => {
  const route = { upstream: 'http://orders.internal:7001', authenticate: 'none' };
  const routes = [
    { ...route, path: '/a' },
    { ...route, path: '/b' },
    { ...route, path: '/c', upstream: 'https://orders.internal:7001' },
  ];
  expect(look({ ...behindProxy, routes })).toEqual([
    'warning Ways to services: JWTs travel without TLS to http://orders.internal:7001.',
  ]);
});
