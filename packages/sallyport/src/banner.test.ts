import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { appliedInShort } from './applied-in-short.ts';
import { type BannerFacts, banner } from './banner.ts';
import { version } from './version.ts';

const facts: BannerFacts = {
  urls: {
    issuer: 'http://localhost:9000',
    gateway: 'http://localhost:8080',
    decide: 'http://127.0.0.1:8081/decide',
    management: 'http://127.0.0.1:8082',
  },
  tookMs: 1234,
  config: 'sallyport.yaml',
  replication: 'none',
  applied: {
    changed: true,
    summary: { added: ['role:support', 'client:shop-web'], changed: ['routes'], removed: [] },
    given: [],
    taken: [],
  },
  console: null,
  mails: null,
  applications: 1,
  routes: 5,
  postgres: { adopted: false, movedTo: null },
  dataDir: '.sallyport',
  logFile: '.sallyport/sallyport.log',
};

const plain = (changes: Partial<BannerFacts> = {}, more: string[] = [], columns = 100) =>
  banner({ ...facts, ...changes }, more, { colors: createColors(false), columns });

test('everything in one process', () => {
  expect(plain()).toBe(`
  Sallyport ${version}  ready in 1.2 s

  Issuer         http://localhost:9000         sign-in, tokens, links, admin API
  Gateway        http://localhost:8080         1 application, 5 routes
  Decisions      http://127.0.0.1:8081/decide  for nginx, Envoy, Traefik, Caddy
  Operations     http://127.0.0.1:8082         /health/ready, /metrics
  Database       PostgreSQL, its own, in .sallyport
  Configuration  sallyport.yaml                applied: 2 added, 1 changed
  Log            .sallyport/sallyport.log

  Ctrl-C stops everything; the data stays in .sallyport.
`);
});

test('on a development machine, it says where mails are to be read', () => {
  const mails = 'http://localhost:9000/dev/mail';
  expect(plain({ mails })).toContain(`\n  Mails          ${mails}  shown there, not sent\n`);
});

test('a gateway by itself', () => {
  expect(plain({ applied: null, postgres: null, logFile: null })).toBe(`
  Sallyport ${version}  ready in 1.2 s

  Issuer         http://localhost:9000         elsewhere
  Gateway        http://localhost:8080         1 application, 5 routes
  Decisions      http://127.0.0.1:8081/decide  for nginx, Envoy, Traefik, Caddy
  Operations     http://127.0.0.1:8082         /health/ready, /metrics
  Configuration  sallyport.yaml

  Ctrl-C stops it.
`);
});

test('a database of whose standbys one may lack what was acknowledged', () => {
  const text = plain({ postgres: null, replication: 'asynchronous' });
  expect(text).toMatch(/yours +replicates asynchronously: see the log\n/);
});

test('a server that was found running, and a configuration that changed nothing', () => {
  const applied = {
    changed: false,
    summary: { added: [], changed: [], removed: [] },
    given: [],
    taken: [],
  };
  const text = plain({ postgres: { adopted: true, movedTo: null }, applied });
  expect(text).toContain('in .sallyport  found running, and taken over\n');
  expect(text).toContain('sallyport.yaml                      as it was\n');
});

test('a database that the data directory could not hold', () => {
  const text = plain({ postgres: { adopted: false, movedTo: '/var/lib/sallyport/1234' } });
  expect(text).toContain('PostgreSQL, its own, in /var/lib/sallyport/1234\n');
  expect(text).toContain('the data stays in /var/lib/sallyport/1234.\n');
});

test('without a configuration the banner says what to do', () => {
  expect(plain({ config: null })).toContain(
    'none                          sallyport.yaml declares clients, users and routes\n',
  );
});

test('a database of the operator', () => {
  const text = plain({ postgres: null });
  expect(text).toMatch(/ {2}Database {7}yours +from DATABASE_URL\n/);
  expect(text).toContain('\n  Ctrl-C stops it.\n');
});

test('what others add comes before the way to stop', () => {
  expect(plain({}, ['', '  More'])).toContain(
    'sallyport.log\n\n  More\n\n  Ctrl-C stops everything',
  );
});

test('colours only colour', () => {
  const coloured = banner(facts, [], { colors: createColors(true), columns: 100 });
  expect(coloured).toContain('\u001b[');
  expect(stripVTControlCharacters(coloured)).toBe(plain());
});

test.each([60, 80])('on %i columns lines stay within them, and end between words', (columns) => {
  const lines = plain({ config: null }, [], columns).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  expect(lines.join(' ')).toMatch(/sallyport\.yaml declares clients, users and\s+routes/);
});

test('what is logged of a start has numbers in the place of names', () => {
  const given = Array.from({ length: 500 }, (_, n) => `role:r${n}: permission orders:read`);
  const line = appliedInShort({ ...facts.applied!, given });
  expect(line).toMatchObject({ changed: true, added: 2, updated: 1, given: 500, drift: 0 });
  expect(JSON.stringify(line).length).toBeLessThan(150);
});
