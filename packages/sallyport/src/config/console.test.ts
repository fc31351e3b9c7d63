import { expect, test } from 'vitest';
import { consolePlace } from './console.ts';
import { readConfiguration } from './load.ts';

const place = (text: string) =>
  consolePlace(readConfiguration(text, { file: '/etc/sallyport.yaml', env: {} }).configuration);

const outside = `
issuer: { url: https://id.example, listen: 127.0.0.1:9000 }
gateway: { url: https://shop.example, listen: 127.0.0.1:8080 }
`;

const route = (path: string) => `
apis: [{ id: https://orders.example, name: Orders }]
routes: [{ path: ${path}, upstream: http://127.0.0.1:7001, api: https://orders.example }]
`;

test('on one\u2019s own machine it is there, elsewhere when the file asks for it', () => {
  expect(place('{}')).toEqual({
    host: 'localhost:8080',
    path: '/console/',
    url: 'http://localhost:8080/console/',
  });
  expect(place('console: { enabled: false }')).toBeNull();
  expect(place(outside)).toBeNull();
  expect(place(`${outside}console: { enabled: true }`)?.url).toBe('https://shop.example/console/');
});

test('it can have a host of its own', () => {
  const own = place(`${outside}console: { enabled: true, host: admin.internal.example }`);
  expect(own?.url).toBe('https://admin.internal.example/console/');
});

test('without TLS it is at this machine alone', () => {
  expect(() => place('console: { enabled: true, host: "admin.localhost:8080" }')).toThrow(
    /admin\.localhost:8080 needs HTTPS/,
  );
  expect(place('console: { host: "127.0.0.1:8080" }')?.url).toBe('http://127.0.0.1:8080/console/');
});

test('it gives way to a route that takes its place, unless the file asks for both', () => {
  expect(place(route('/console/*'))).toBeNull();
  expect(place(route('"/{page}"'))).toBeNull();
  for (const path of ['/api/*', '/*']) expect(place(route(path))).not.toBeNull();
  expect(() => place(`${route('"/{page}"')}console: { enabled: true }`)).toThrow(
    /the route \/\{page\} takes localhost:8080\/console\/\. Give the console a host of its own, and every route another/i,
  );
});

test('no other client can be declared under its id', () => {
  const taken = `
clients:
  - id: sallyport-console
    name: Another
    type: service
    secret: a-secret-of-thirty-two-characters-or-more
    grants: [client_credentials]
`;
  expect(() => place(taken)).toThrow(/this name is built in/i);
});
