import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StartupError } from '../startup-error.ts';
import { loadConfiguration, readConfiguration } from './load.ts';

const read = (text: string, env = {}) =>
  readConfiguration(text, { file: '/etc/sallyport/sallyport.yaml', env });

/** What the operator gets to see. */
function refusal(text: string, env = {}): string {
  try {
    read(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted.');
}

const lines = (...all: string[]) => all.join('\n');
const variable = (name: string) => `\${${name}}`;

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
    'users[0].password: must have 12 characters or more',
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
  ['registration: { enabled: true }', 'registration: this version does not have this setting'],
  ['email: { from: a@b.example }', 'email: this version does not have this setting yet'],
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

test('environment variables stand for values', () => {
  const text = `roles: [{ name: "team-${variable('TEAM')}" }]`;
  expect(read(text, { TEAM: '7' }).configuration.roles[0]?.name).toBe('team-7');
  const digits = `roles: [{ name: "${variable('TEAM')}" }]`;
  expect(read(digits, { TEAM: '7' }).configuration.roles[0]?.name).toBe('7');
});

test('a variable may stand for a number or a truth value where one is wanted', () => {
  const port = (value: string) => `gateway: { decide_port: ${value} }`;
  const whole = port(`"${variable('PORT')}"`);
  expect(read(whole, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  const block = lines('gateway:', `  decide_port: ${variable('PORT')}`);
  expect(read(block, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  const aliased = lines('gateway: &a', `  decide_port: &p ${variable('PORT')}`);
  expect(read(aliased, { PORT: '8091' }).configuration.gateway.decide_port).toBe(8091);
  for (const given of ['http', '', '0x50', '1e3', '80 81', '70000']) {
    expect(refusal(whole, { PORT: given })).toContain('gateway.decide_port: must be');
  }
  // Text that only looks like a number stays text, as it does in YAML.
  expect(refusal(port('"8091"'))).toContain('must be a number, and is text');
  expect(refusal(port(`"80${variable('PORT')}"`), { PORT: '91' })).toContain('must be a number');
});

test.each([
  ['unset', {}, 'b'],
  ['empty', { A: '' }, 'b'],
  ['set', { A: 'x' }, 'x'],
])('a variable that is %s, with a default', (_, env, name) => {
  const text = `roles: [{ name: "${variable('A:-b')}" }]`;
  expect(read(text, env).configuration.roles[0]?.name).toBe(name);
});

test('a default may be a number, or empty', () => {
  const text = `gateway: { decide_port: "${variable('PORT:-8092')}" }`;
  expect(read(text).configuration.gateway.decide_port).toBe(8092);
  expect(refusal(`roles: [{ name: "${variable('A:-')}" }]`)).toContain('roles[0].name: ');
});

test('a variable without quotes where braces mean something else', () => {
  expect(refusal(`roles: [{ name: ${variable('NAME')} }]`)).toBe(
    lines(
      `sallyport.yaml:1:18  between { } and [ ] write a variable in quotes: "${variable('NAME')}"`,
      `    1 | roles: [{ name: ${variable('NAME')} }]`,
      `      | ${' '.repeat(17)}^`,
    ),
  );
});

test('what a variable holds brings no YAML of its own', () => {
  const text = `roles: [{ name: "${variable('NAME')}" }]`;
  expect(refusal(text, { NAME: 'a }, { name: b' })).toContain('roles[0].name: ');
});

test('a variable that is not set', () => {
  const text = lines('roles:', `  - name: ${variable('TEAM')}`);
  expect(refusal(text)).toBe(
    lines(
      'sallyport.yaml:2:11  the environment variable TEAM is not set',
      `    2 |   - name: ${variable('TEAM')}`,
      '      |           ^',
    ),
  );
});

test('braces that name no variable, and the way to write them', () => {
  for (const inner of ['A-b', 'A:b', '1A', '', 'A B']) {
    expect(refusal(`roles: [{ name: "${variable(inner)}" }]`)).toContain(
      `${variable(inner)} names no environment variable; for the text itself write $${variable(inner)}`,
    );
  }
  const text = `apis: [{ id: "https://a.example", name: "$${variable('A')}" }]`;
  expect(read(text).configuration.apis[0]?.name).toBe(variable('A'));
});

test('a key that is there twice', () => {
  expect(refusal(lines('issuer: {}', 'issuer: {}'))).toBe(
    lines(
      'sallyport.yaml:2:1  this key is already used above, in the same mapping',
      '    2 | issuer: {}',
      '      | ^',
    ),
  );
});

test('a tab as indentation', () => {
  expect(refusal('issuer:\n\turl: http://localhost:9000')).toContain(
    'sallyport.yaml:2:1  this line is indented with a tab; use spaces',
  );
});

test('YAML that does not parse', () => {
  expect(refusal('roles: { a: b } c')).toMatch(/^sallyport\.yaml:1:17 {2}\S/);
});

test.each([
  ['roles: [{ name: a }', '1:8  this [ is not closed: ] is missing'],
  [lines('roles:', '  - { name: a,', '  - { name: b }'), '2:5  this { is not closed: } is missing'],
  [lines('issuer: { url: x', '', ''), '1:9  this { is not closed: } is missing'],
  [lines('issuer: { url: [x', 'gateway: {}'), '1:16  this [ is not closed: ] is missing'],
])('a bracket that is not closed is shown where it opens: %j', (text, message) => {
  expect(refusal(text).split('\n')[0]).toBe(`sallyport.yaml:${message}`);
});

test('an empty file, whatever it is empty of', () => {
  const message =
    'sallyport.yaml:1:1  the file is empty; it begins with "issuer: { url: http://localhost:9000 }"';
  expect(refusal('')).toBe(message);
  expect(refusal('# nothing yet\n')).toContain(message);
});

test('a file that is no mapping', () => {
  expect(refusal('- issuer')).toContain(
    'sallyport.yaml:1:1  the file must be a mapping, with lines such as "issuer:"',
  );
});

test('several documents in one file', () => {
  expect(refusal('issuer: {}\n---\nissuer: {}')).toContain(
    'the file holds several documents ("---"); only one is read',
  );
});

test('anchors and aliases', () => {
  const text = lines(
    'roles:',
    '  - { name: a, permissions: &both ["x:read"] }',
    '  - { name: b, permissions: *both }',
    'apis: [{ id: "https://a.example", name: A, permissions: *both }]',
  );
  expect(read(text).configuration.roles[1]?.permissions).toEqual(['x:read']);
  expect(refusal('roles: *missing')).toMatch(
    /^sallyport\.yaml:1:8 {2}there is no anchor &missing above$/m,
  );
});

test('an anchor is used as often as one likes', () => {
  const text = lines(
    'roles:',
    '  - { name: r, permissions: &all ["x:read", "x:write"] }',
    ...Array.from({ length: 500 }, (_, i) => `  - { name: r${i}, permissions: *all }`),
    'apis: [{ id: "https://a.example", name: A, permissions: *all }]',
  );
  expect(read(text).configuration.roles).toHaveLength(501);
});

test('aliases that stand for billions', () => {
  const levels = Array.from({ length: 9 }, (_, i) => {
    const inner = i === 0 ? 'lol' : `*a${i - 1}`;
    return `  - &a${i} [${Array(9).fill(inner).join(', ')}]`;
  });
  expect(refusal(lines('roles:', ...levels))).toContain(
    'sallyport.yaml:9:10  the alias *a6 stands for too much: more than a million values',
  );
});

test('an alias inside the anchor that it names', () => {
  expect(refusal('roles: &r [{ name: a, permissions: *r }]')).toContain(
    'sallyport.yaml:1:36  the alias *r stands inside the anchor that it names',
  );
});

const merged = (...more: string[]) =>
  lines(
    'clients:',
    '  - &base { id: a, name: A, type: native, scopes: [openid] }',
    '  - &more { scopes: [profile], id: m, name: M, type: native, pkce: required }',
    ...more,
  );

test('merge keys take over the keys of other mappings', () => {
  const text = merged('  - { <<: *base, id: b }', '  - { id: c, <<: [*base, *more] }');
  const { clients } = read(text).configuration;
  expect(clients[2]).toMatchObject({ id: 'b', name: 'A', scopes: ['openid'] });
  expect(clients[3]).toMatchObject({
    id: 'c',
    name: 'A',
    scopes: ['openid'],
  });
});

test('what is wrong with a key that a merge brought is shown where it is written', () => {
  const text = lines('roles:', '  - &r { name: a, permission: [] }', '  - { <<: *r, name: b }');
  expect(refusal(text).match(/^sallyport\.yaml:\S+ {2}.*$/gm)).toEqual([
    'sallyport.yaml:2:19  roles[0].permission: unknown key; did you mean permissions?',
    'sallyport.yaml:2:19  roles[1].permission: unknown key; did you mean permissions?',
  ]);
});

test.each(['3', '[a]', '{ x: 1 }, <<: ~'])('a merge key of something else: %s', (value) => {
  expect(refusal(`roles: [{ <<: ${value}, name: a }]`)).toMatch(/<<: takes an alias|already/);
});

test('a file that is nested too deeply', () => {
  expect(refusal('['.repeat(100_000))).toMatch(/^sallyport\.yaml:\d+:\d+ {2}\S/);
});

test('secrets stay out of messages', () => {
  const secret = 'correct horse battery';
  const text = `clients: [{ id: a, name: A, type: service, secret: ${secret}, grant: [] }]`;
  const message = refusal(text);
  expect(message).toContain('clients[0].secret: must have 32 characters or more');
  expect(message).toContain('•••••');
  expect(message).not.toContain('horse');
});

test.each([
  ['in one line', [`    secret: [${'n'.repeat(32)}, correct horse battery]`]],
  [
    'in lines of their own',
    ['    secret:', `      - ${'n'.repeat(32)}`, '      - correct horse battery'],
  ],
])('two secrets %s, too', (_, secrets) => {
  const client = ['clients:', '  - id: a', '    name: A', '    type: service', ...secrets];
  const message = refusal(lines(...client));
  expect(message).toContain('clients[0].secret[1]: must have 32 characters or more');
  expect(message).not.toMatch(/horse|nnn/);
});

test('also those on another line than their key, and those that look like a variable', () => {
  const text = lines('clients:', '  - id: a', '    secret:', '      hunter2');
  expect(refusal(text)).not.toContain('hunter2');
  const message = refusal(`users: [{ password: "hunter2${variable('x!hunter3')}" }]`);
  expect(message).toContain(`${variable('…')} names no environment variable`);
  expect(message).not.toContain('hunter');
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
