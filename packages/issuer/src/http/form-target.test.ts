import { expect, test } from 'vitest';
import { formTarget } from './form-target.ts';
import { pageHeaders } from './security-headers.ts';

test.each([
  ['https://shop.example/callback?x=1', 'https://shop.example'],
  ['http://localhost:8080/callback', 'http://localhost:8080'],
  ['http://127.0.0.1:4000/callback', 'http://127.0.0.1:4000'],
  ['http://[::1]:4000/callback', 'http:'],
  ['com.example.app:/callback', 'com.example.app:'],
])('a form may lead to %s by %s', (uri, source) => {
  expect(formTarget(uri)).toBe(source);
  const [, policy] = pageHeaders({ formTargets: [formTarget(uri)], hasScripts: false })[0]!;
  expect(policy).toContain(`form-action 'self' ${source};`);
});
