import { describe, expect, test } from 'vitest';
import { parseSource } from './source-file.ts';
import { findMisnamed } from './suffixes.ts';

const found = (name: string, text: string) =>
  [...findMisnamed([parseSource(`packages/issuer/src/links/${name}`, text)]).values()].flat();

describe('what a file may not do is found:', () => {
  test.each([
    ['a.ts', "import { find } from './a.store.ts';", 'does a store'],
    ['a.ts', "import { find } from '../users/a.service.ts';", 'does a service'],
    ['a.ts', 'export const f = (sql) => sql`select 1`;', 'does SQL'],
    ['a.ts', "export const f = (tx) => tx.unsafe('select 1');", 'does SQL'],
    ['a.ts', "import type { Context } from 'hono';", 'does HTTP'],
    ['a.ts', "import { request } from 'undici';", 'does HTTP'],
    ['a.ts', "import { request } from 'node:https';", 'does HTTP'],
    ['a.ts', "export const f = () => fetch('https://a.example');", 'does HTTP'],
    ['a.ts', 'export const f = ({ clock }) => clock.now();', 'does the time: clock.now'],
    ['a.ts', 'export const f = (c) => c.clock.monotonic();', 'does the time: clock.monotonic'],
    ['a.service.ts', 'export const f = (sql) => sql`select 1`;', 'does SQL'],
    ['a.service.ts', "import type { Context } from 'hono';", 'does HTTP'],
    ['a.store.ts', 'export const f = ({ clock }) => clock.now();', 'does the time'],
    ['a.store.ts', "import { find } from './a.service.ts';", 'does a service'],
    ['a.endpoint.ts', 'export const f = (sql) => sql`select 1`;', 'does SQL'],
  ])('%s: %s', (name, text, message) => {
    expect(found(name, text).join()).toContain(message);
  });
});

describe('what it may do is left alone:', () => {
  test.each([
    ['a.ts', "import type { Row } from './a.store.ts';"],
    ['a.ts', "import type { Clock } from '../runtime/clock.ts';"],
    ['a.service.ts', "import { find } from './a.store.ts'; export const f = (c) => c.clock.now();"],
    ['a.endpoint.ts', "import { find } from './a.store.ts'; import type { C } from 'hono';"],
    ['a.page.ts', "import { html } from '../http/html.ts';"],
    ['a.test.ts', "import './a.store.ts';"],
    ['a.fixture.ts', 'export const f = (sql) => sql`select 1`;'],
  ])('%s: %s', (name, text) => {
    expect(found(name, text)).toEqual([]);
  });
});
