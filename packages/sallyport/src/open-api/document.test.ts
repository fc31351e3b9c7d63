import { createPublicServer } from '@sallyport/issuer/server.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';
import { startInProcess } from '../in-process.fixture.ts';
import { openApiDocument } from './document.ts';

interface Described {
  description?: string;
}

interface Operation {
  parameters?: (Described & { name: string })[];
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, Described> } }> };
}

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const document = openApiDocument({
  issuer: 'https://id.example',
  gateway: 'https://shop.example',
  decide: 'http://127.0.0.1:8081',
  management: 'http://127.0.0.1:8082',
});

const described = new Set(
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  ),
);

/** For people and for their browsers: pages, what they post, and what they load; by their first word. */
const pages = new Set([
  ...['', 'sign-in', 'consent', 'interaction', 'language', 'assets', 'branding'],
  ...['register', 'invitation', 'email-code', 'magic-link', 'dev', 'federation'],
  ...['forgot-password', 'reset-password', 'change-password'],
  ...['totp', 'recovery-code', 'set-up-totp', 'passkey'],
  ...['set-up-factor', 'set-up-passkey', 'confirm-mailbox', 'account'],
  ...['select-account', 'terms', 'verify-address', 'device'],
]);
const isPage = (endpoint: string): boolean =>
  pages.has(endpoint.split('/')[1]!) ||
  endpoint.includes(' /authorize/') ||
  endpoint.endsWith(' /.well-known/change-password');

/** Told in the description of the other method. */
const siblings = ['POST /authorize', 'POST /userinfo', 'POST /logout'];

test('every endpoint that the issuer mounts is described', () => {
  const mounted = createPublicServer(issuer.context)
    .routes.filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, '{}')}`);
  const known = new Set([...described].map((each) => each.replaceAll(/\{\w+\}/g, '{}')));
  const openApi = 'GET /admin/v1/openapi.json';
  const missing = [...new Set(mounted)].filter(
    (each) => !known.has(each) && !isPage(each) && ![...siblings, openApi].includes(each),
  );
  expect(mounted.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('every parameter and every field of a body says what it is', () => {
  const inputs = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).flatMap(
      ([method, { parameters = [], requestBody }]) => {
        const place = `${method.toUpperCase()} ${path}`;
        const fields = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
          Object.entries(schema.properties ?? {}),
        );
        return [
          ...parameters.map(({ name, description }) => ({ at: `${place} ${name}`, description })),
          ...fields.map(([name, { description }]) => ({ at: `${place} ${name}`, description })),
        ];
      },
    ),
  );
  expect(inputs.length).toBeGreaterThan(80);
  expect(inputs.filter(({ description }) => !description).map(({ at }) => at)).toEqual([]);
});

test('what is described for the issuer answers, also where it refuses', async () => {
  for (const [path, item] of Object.entries(document.paths)) {
    if ('servers' in item) continue;
    for (const method of Object.keys(item)) {
      const url = issuer.url + path.replaceAll(/\{\w+\}/g, 'x');
      const { status } = await fetch(url, { method: method.toUpperCase(), redirect: 'manual' });
      const isLink = path.startsWith('/links/{');
      expect([method, path, status === 405 || (status === 404 && !isLink)]).toEqual([
        ...[method, path, false],
      ]);
    }
  }
});

test('every reference leads to something', () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, to]) => to!));
  expect(references.size).toBeGreaterThan(1);
  for (const reference of references) {
    const found = reference
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    expect([reference, found]).toEqual([reference, expect.anything()]);
  }
});

test('the command prints it, with the usual addresses where there is no configuration', async () => {
  const { code, stdout } = await startInProcess(['open-api']).ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: 'http://localhost:9000' }],
  });
});
