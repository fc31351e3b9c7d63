import { expect, test } from 'vitest';
import { createServedHosts } from './served-hosts.ts';

const application = { path: '/', client: 'shop-web', client_secret: 's', scopes: [] };
const told = createServedHosts({
  url: 'https://shop.example',
  applications: [{ ...application, host: 'admin.shop.example' }],
});

test.each([
  ['shop.example', 'shop.example'],
  ['admin.shop.example', 'admin.shop.example'],
  ['shop.example:443', 'shop.example'],
  ['admin.shop.example:443', 'admin.shop.example'],
  // Names of others, and what is no name.
  ['evil.example', 'shop.example'],
  ['shop.example:8443', 'shop.example'],
  ['shop.example.', 'shop.example'],
  ['shop.example@evil.example', 'shop.example'],
  ['evil.example#shop.example', 'shop.example'],
  ['evil.example, shop.example', 'shop.example'],
  ['10.0.0.7:8080', 'shop.example'],
  ['constructor', 'shop.example'],
  ['', 'shop.example'],
])('of %j, services are told %s', (host, expected) => {
  expect(told(host)).toBe(expected);
});
