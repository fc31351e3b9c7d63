import { expect, test } from 'vitest';
import { lines, read, refusal } from './configuration.fixture.ts';

test('a name that nothing declares', () => {
  const text = lines('users:', '  - { email: a@example.com, name: A, groups: [staff] }');
  expect(refusal(text)).toBe(
    lines(
      'sallyport.yaml:2:47  users[0].groups[0]: There is no group staff. ' +
        'Declare it, or correct the name.',
      '    2 |   - { email: a@example.com, name: A, groups: [staff] }',
      `      | ${' '.repeat(46)}^`,
    ).replace('There', 'there'),
  );
});

test('a route that the gateway cannot match', () => {
  const text =
    'routes: [{ path: orders, upstream: "http://127.0.0.1:7001", api: "https://a.example" }]';
  expect(refusal(text)).toMatch(/^sallyport\.yaml:1:18 {2}routes\[0\]\.path: \S/);
});

const shop = (application: string, redirect = 'http://localhost:8080/auth/callback') =>
  lines(
    'clients:',
    '  - id: shop-web',
    '    name: Shop',
    '    type: web',
    `    secret: ${'s'.repeat(32)}`,
    '    grants: [authorization_code]',
    `    redirect_uris: [${redirect}]`,
    '    scopes: [openid, profile, email]',
    'applications:',
    `  - { host: "localhost:8080", ${application} }`,
  );

test('an application and the client that it signs in as fit together', () => {
  const secret = `client_secret: ${'s'.repeat(32)}`;
  expect(read(shop(`client: shop-web, ${secret}`)).configuration.applications).toHaveLength(1);
  expect(refusal(shop(`client: shop, ${secret}`))).toContain(
    'applications[0].client: there is no client shop. Declare it, or correct the name.',
  );
  expect(refusal(shop('client: shop-web, client_secret: other'))).toContain(
    'applications[0].client_secret: this is not the secret of the client shop-web',
  );
  expect(refusal(shop(`client: shop-web, ${secret}`, 'https://shop.example/callback'))).toContain(
    'applications[0].client: add http://localhost:8080/auth/callback to the redirect_uris of shop-web',
  );
  expect(refusal(shop(`client: shop-web, ${secret}, scopes: [openid, phone]`))).toContain(
    'applications[0].scopes: add phone to the scopes of shop-web, or ask for less here',
  );
  const without = shop(`client: shop-web, ${secret}`).replace(', profile, email', '');
  expect(refusal(without)).toContain('applications[0].scopes: add profile, email to the scopes');
});

test('the host of an application is written as browsers send it', () => {
  const text = shop(`client: shop-web, client_secret: ${'s'.repeat(32)}`);
  expect(refusal(text.replace('"localhost:8080"', '"localhost:80"'))).toContain(
    'applications[0].host: leave out :80: browsers do not send the usual port of http://',
  );
  expect(refusal(text.replace('"localhost:8080"', 'Localhost'))).toContain('lower-case');
});

test('an application may sign in with either secret while one replaces the other', () => {
  const [next, present] = ['n', 's'].map((letter) => letter.repeat(32));
  for (const secret of [next, present]) {
    const text = shop(`client: shop-web, client_secret: ${secret}`);
    const both = text.replace(`secret: ${present}\n`, `secret: [${next}, ${present}]\n`);
    expect(both).toContain(`[${next}`);
    expect(read(both).configuration.applications).toHaveLength(1);
  }
});

test('plain http is for loopback addresses', () => {
  expect(refusal('issuer: { url: http://id.example.com }')).toBe(
    lines(
      'sallyport.yaml:1:16  issuer.url: http is for localhost only: write https, and ' +
        'set tls.issuer, or let a proxy terminate TLS and set issuer.listen to where it finds Sallyport',
      '    1 | issuer: { url: http://id.example.com }',
      '      |                ^',
    ),
  );
  expect(read('issuer: { url: "http://127.0.0.1:9000/" }').configuration.issuer.url).toBe(
    'http://127.0.0.1:9000',
  );
});

test('https takes a certificate, or a proxy in front', () => {
  expect(refusal('gateway: { url: https://shop.example }')).toContain(
    'gateway.url: https needs a certificate: set tls.gateway, or let a proxy',
  );
  const proxied = read('issuer: { url: https://id.example, listen: "127.0.0.1:9000" }');
  expect(proxied.configuration.issuer.listen).toBe('127.0.0.1:9000');
  const own = 'issuer: { url: https://id.example }\ntls: { issuer: { cert: a.pem, key: b.pem } }';
  expect(read(own).configuration.tls.issuer).toEqual({ cert: 'a.pem', key: 'b.pem' });
});

test('settings that this version does not have may say that they are not wanted', () => {
  const text = lines(
    'tls: { issuer: null, gateway: null, mtls_url: null }',
    'clients:',
    '  - { id: a, name: A, type: native, profile: oauth2.1, backchannel_logout_uri: null }',
    '  - { id: b, name: B, type: native, profile: oidc }',
    'links: { max_lifetime: 30d }',
    'registration: { enabled: false, policies: {} }',
    'fetch: { allow_private: [], ca: null }',
    'email: null',
  );
  expect(read(text).configuration.clients).toHaveLength(2);
});

test.each([
  ['tls: { mtls_url: "https://mtls.example" }', 'tls.mtls_url: this version does not have'],
  ['links: { max_lifetime: 60d }', 'links: this version does not have this setting yet'],
  ['registration: { enabled: true }', 'registration.enabled: say who may register'],
  [
    'clients: [{ id: a, name: A, type: service, profile: fapi2 }]',
    'clients[0].profile: this version has the profiles oidc and oauth2.1, and no other yet',
  ],
])('a setting of another version is not called an unknown key: %s', (text, message) => {
  expect(refusal(text)).toContain(message);
});

test.each([
  ['https://ID.example', 'https://id.example'],
  ['https://id.example:443', 'https://id.example'],
  ['HTTPS://id.example/', 'https://id.example'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['https://id.example:8443', 'https://id.example:8443'],
])('a URL is read as browsers read it: %s', (url, origin) => {
  const text = `issuer: { url: "${url}", listen: "127.0.0.1:9000" }`;
  expect(read(text).configuration.issuer.url).toBe(origin);
});

test.each([
  'https://id.example/auth',
  'https://id.example?x',
  'https://id.example#x',
  'https://a:b@id.example',
  'https:\\\\id.example',
  'id.example',
  'ftp://id.example',
])('and holds no more than an origin: %s', (url) => {
  expect(refusal(`issuer: { url: '${url}', listen: "127.0.0.1:9000" }`)).toContain(
    'issuer.url: write scheme, host and port only',
  );
});

test('a URL with a path is no place to listen at', () => {
  expect(refusal('issuer: { url: "http://localhost:9000/auth" }')).toContain(
    'issuer.url: write scheme, host and port only: http://localhost:9000',
  );
  expect(refusal('issuer: { url: https://id.example, listen: "9000" }')).toContain(
    'issuer.listen: write an address and a port: 127.0.0.1:9000, or [::1]:9000',
  );
});
