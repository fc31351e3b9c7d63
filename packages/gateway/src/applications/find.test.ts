import { expect, test } from 'vitest';
import { createApplicationFinder, pathInside } from './find.ts';

const at = (host: string, path: string) => ({
  ...{ host, path, client: path, client_secret: 's', scopes: [] },
});
const find = createApplicationFinder([
  at('a.example', '/'),
  at('a.example', '/two/'),
  at('a.example', '/two/three/'),
  at('b.example', '/console/'),
]);

// The route /two/api/* takes all of these, so that the session of /two/ has to judge them.
test.each([
  ['/two/api/x', '/two/', '/api/x'],
  ['/TWO/api/x', '/two/', '/api/x'],
  ['/tw%6f/api/x', '/two/', '/api/x'],
  ['/two', '/two/', ''],
  ['/two/', '/two/', '/'],
  ['/two/Three/%61', '/two/three/', '/%61'],
  ['/twofold', '/', '/twofold'],
  ['/', '/', '/'],
])('%s belongs to %s', (path, base, inside) => {
  const application = find('a.example', path);
  expect([application?.path, pathInside(path, application!)]).toEqual([base, inside]);
});

test.each([
  ['b.example', '/other'],
  ['b.example', '/console/../x'],
  ['c.example', '/'],
])('%s%s belongs to none', (host, path) => {
  expect(find(host, path)).toBeNull();
});
