import { readFileSync } from 'node:fs';
import { defaultLifetimes, type Lifetimes } from '@sallyport/issuer/settings.ts';
import { expect, test } from 'vitest';

const page = readFileSync(
  new URL('../pages/do/how-long-people-stay-signed-in.md', import.meta.url),
  'utf8',
);

/** The settings that the rows of the page are named by. */
const rows: Record<keyof Lifetimes, string> = {
  insideToken: 'inside_token',
  accessToken: 'access_token',
  authorizationCode: 'authorization_code',
  authorizationRequest: 'authorization_request',
  deviceRequest: 'device_code',
  sessionIdle: 'session_idle',
  sessionAbsolute: 'session',
  refreshIdle: 'refresh_token_idle',
  grantAbsolute: 'grant',
};

const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** Seconds that the row of this name has in its second column. */
function toldIn(name: string): number {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` | `));
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/.exec(row?.split(' | ')[1] ?? '')!;
  return Number(count) * units[unit!]!;
}

test.each(Object.entries(rows))('%s is as the page tells it', (name, row) => {
  expect(toldIn(row)).toBe(defaultLifetimes[name as keyof Lifetimes]);
});
