import { expect, test } from 'vitest';
import { pageHeaders } from './security-headers.ts';

const policy = (...targets: string[]) =>
  new Map(pageHeaders({ formTargets: targets, hasScripts: false })).get('Content-Security-Policy');

test('a page without forms to elsewhere allows styles, images and forms of its own only', () => {
  expect(policy()).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; " +
      "frame-ancestors 'none'; base-uri 'none'",
  );
});

test('a page with scripts runs files of its own host, and nothing else', () => {
  const [, value] = pageHeaders({ formTargets: [], hasScripts: true })[0]!;
  expect(value).toContain(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';",
  );
});

test('forms may lead to origins and to schemes', () => {
  expect(policy('https://shop.example', 'http:', 'com.example.app:')).toContain(
    "form-action 'self' https://shop.example http: com.example.app:;",
  );
});

test('a window that an application opened stays its own', () => {
  expect(pageHeaders({ formTargets: [], hasScripts: false }).map(([name]) => name)).not.toContain(
    'Cross-Origin-Opener-Policy',
  );
});

test.each([
  "https://a.example; script-src 'unsafe-inline'",
  'https://a.example/path',
  'http://[::1]:1',
  '*',
  '',
])('nothing else gets into the policy: %s', (target) => {
  expect(() => policy(target)).toThrow('Not an origin');
});
