import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lines, read, refusal } from './configuration.fixture.ts';
import { forGateway, loadConfiguration } from './load.ts';

test('what is left out has its default', () => {
  const { configuration, directory } = read('issuer: {}');
  expect(directory).toBe('/etc/sallyport');
  expect(configuration).toMatchObject({
    issuer: {
      url: 'http://localhost:9000',
      trusted_proxies: [],
      internal: { listen: '127.0.0.1:9001' },
    },
    gateway: { url: 'http://localhost:8080', decide_port: 8081 },
    clients: [],
    routes: [],
  });
});

test('a misspelt key is shown, with the one that was meant', () => {
  const text = lines(
    'clients:',
    '  - id: shop-web',
    '    name: Shop',
    '    type: spa',
    '    redirect_urs: [http://localhost:8080/auth/callback]',
  );
  expect(refusal(text)).toBe(
    lines(
      'sallyport.yaml:5:5  clients[0].redirect_urs: unknown key; did you mean redirect_uris?',
      '    5 |     redirect_urs: [http://localhost:8080/auth/callback]',
      '      |     ^',
    ),
  );
});

test('a key that resembles nothing is just unknown', () => {
  expect(refusal('issuer: {}\nxylophone: 1')).toBe(
    lines('sallyport.yaml:2:1  xylophone: unknown key', '    2 | xylophone: 1', '      | ^'),
  );
});

test('a missing key is reported at the entry that lacks it', () => {
  expect(refusal(lines('roles:', '  - permissions: []'))).toBe(
    lines(
      'sallyport.yaml:2:5  roles[0].name: is missing',
      '    2 |   - permissions: []',
      '      |     ^',
    ),
  );
});

test.each([
  ['internal: { listen: "0.0.0.0:9001" }', 'needs a certificate: set tls.internal'],
  ['internal: { urls: ["http://10.0.0.5:9001"] }', 'http is for localhost only'],
  ['internal: { listen: "9001" }', 'issuer.internal.listen: write an address and a port'],
])('issuer: { %s } is refused: what gateways send is not for others', (text, sentence) => {
  expect(refusal(`issuer: { ${text} }`)).toContain(sentence);
});

test('the internal listener may be reached from elsewhere over TLS', () => {
  const behindProxy = read(
    'issuer: { internal: { listen: "0.0.0.0:9001", urls: ["https://internal.example/"] } }',
  ).configuration.issuer.internal;
  expect(behindProxy.urls).toEqual(['https://internal.example']);
  const withTls = lines(
    'issuer: { internal: { listen: "0.0.0.0:9001" } }',
    'tls: { internal: { cert: c.pem, key: k.pem } }',
  );
  expect(read(withTls).configuration.issuer.internal.listen).toBe('0.0.0.0:9001');
});

test('a proxy is trusted by its address or network, and not by its name', () => {
  const networks = 'issuer: { trusted_proxies: [192.0.2.7, 10.0.0.0/8, "fd00::/8"] }';
  expect(read(networks).configuration.issuer.trusted_proxies).toHaveLength(3);
  expect(refusal('gateway: { trusted_proxies: [10.0.0.0/33] }')).toContain(
    'gateway.trusted_proxies[0]: write an address or a network',
  );
  expect(refusal('gateway: { proxy_protocol: true }')).toContain(
    'gateway.proxy_protocol: name the proxies that send the header in gateway.trusted_proxies',
  );
  expect(refusal('issuer: { trusted_proxies: [proxy.internal] }')).toContain(
    'issuer.trusted_proxies[0]: write an address or a network',
  );
});

test('a value of the wrong kind', () => {
  expect(refusal('gateway: { decide_port: "8081" }')).toBe(
    lines(
      'sallyport.yaml:1:25  gateway.decide_port: must be a number, and is text',
      '    1 | gateway: { decide_port: "8081" }',
      '      |                         ^',
    ),
  );
  expect(refusal('roles: staff')).toContain('roles: must be a list, and is text');
  expect(refusal('roles:\nissuer: {}')).toContain('roles: must be a list, and is empty');
});

test('a value of the wrong size', () => {
  const user = (more: string) => `users: [{ email: a@example.com, name: A, ${more} }]`;
  expect(refusal(user('password: short'))).toContain(
    'users[0].password: must have 8 characters or more',
  );
  expect(refusal('gateway: { decide_port: 70000 }')).toContain(
    'gateway.decide_port: must be 65535 at most',
  );
  expect(refusal('routes: [{ path: /, upstream: "http://a", api: "" }]')).toContain(
    'routes[0].api: must not be empty',
  );
});

test('a value out of a set, with the one that was meant', () => {
  const text = 'clients: [{ id: a, name: A, type: servce }]';
  expect(refusal(text)).toBe(
    lines(
      'sallyport.yaml:1:35  clients[0].type: must be one of web, native, spa, service; ' +
        'did you mean service?',
      `    1 | ${text}`,
      `      | ${' '.repeat(34)}^`,
    ),
  );
});

test('a value that has several forms, with all of them', () => {
  const route = (more: string) => `routes: [{ path: /, upstream: "http://a", api: a, ${more} }]`;
  expect(refusal(route('authenticate: bearer'))).toContain('must be none or a list');
  expect(refusal(route('cors: none'))).toContain('must be upstream or a mapping');
  expect(refusal('gateway: { workers: many }')).toContain('must be a number or auto');
});

test('all problems come at once, in the order of the file', () => {
  const text = lines('zone: 1', 'gateway: { decide_port: 0 }', 'issuer: { uri: x }');
  expect(refusal(text).match(/^sallyport\.yaml:\S+ {2}.*$/gm)).toEqual([
    'sallyport.yaml:1:1  zone: unknown key',
    'sallyport.yaml:2:25  gateway.decide_port: must be 1 or more',
    'sallyport.yaml:3:11  issuer.uri: unknown key; did you mean url?',
  ]);
});

test('a file that cannot be read', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'sallyport-config-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await expect(loadConfiguration(join(dir, 'no.yaml'), {})).rejects.toThrow(
    `The configuration ${join(dir, 'no.yaml')} cannot be read: there is no such file.`,
  );
  await expect(loadConfiguration(dir, {})).rejects.toThrow('cannot be read: it is a directory.');
  writeFileSync(join(dir, 'yes.yaml'), 'issuer: {}');
  expect((await loadConfiguration(join(dir, 'yes.yaml'), {})).directory).toBe(dir);
});

test('what a gateway needs can be sent to the process of a worker', () => {
  const loaded = forGateway(read('issuer: {}'));
  expect(structuredClone(loaded)).toEqual(loaded);
});
