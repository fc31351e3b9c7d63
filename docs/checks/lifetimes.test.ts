import { readFileSync } from 'node:fs';
import { defaultLifetimes, type Lifetimes } from '@sallyport/issuer/settings.ts';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../pages/do/stay-signed-in.md', import.meta.url), 'utf8');

const rows: Record<keyof Lifetimes, string> = {
  insideToken: 'JWT of a service (inside token)',
  accessToken: 'access token',
  authorizationCode: 'authorization code',
  authorizationRequest: 'sign-in page, from when it was asked for',
  sessionIdle: 'session of the issuer, without use',
  sessionAbsolute: 'session of the issuer',
  refreshIdle: 'refresh token, without use',
  grantAbsolute: 'everything that one sign-in has given a client',
};

const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** Seconds that the row of this name has in its second column. */
function toldIn(name: string): number {
  const row = page.split('\n').find((line) => line.startsWith(`| ${name} | `));
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/.exec(row?.split(' | ')[1] ?? '')!;
  return Number(count) * units[unit!]!;
}

test.each(Object.entries(rows))('%s is as the page tells it', (name, row) => {
  expect(toldIn(row)).toBe(defaultLifetimes[name as keyof Lifetimes]);
});
