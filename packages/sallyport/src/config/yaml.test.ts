import { expect, test } from 'vitest';
import { lines, read, refusal } from './configuration.fixture.ts';

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

test.each([
  ['\u001b]0;x\u0007', 'U+001B'],
  ['\0', 'U+0000'],
  ['\u009b31m', 'U+009B'],
])('a control character is named, and no terminal obeys it: %j', (text, name) => {
  expect(refusal(lines('issuer: {}', `roles: [{ name: "a${text}" }]`))).toBe(
    lines(
      `sallyport.yaml:2:19  control character ${name}: YAML is text, and has none`,
      `    2 | roles: [{ name: "a${text.replace(/\p{Cc}/gu, ' ')}" }]`,
      '      |                   ^',
    ),
  );
});
