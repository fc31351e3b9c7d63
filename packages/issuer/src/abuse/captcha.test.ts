import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type People, startPeople } from '../registration/people.fixture.ts';
import { abuseSchema } from './abuse-configuration.ts';
import { abuseSettings } from './abuse-settings.ts';
import { faultOf, readVerdict } from './captcha.ts';
import { captchaProviders } from './captcha-providers.ts';

/** A provider that answers as the test says. */
let provider: Server;
let answer: RequestListener;
const asked: Record<string, string>[] = [];
let people: People;

beforeAll(async () => {
  provider = createServer(async (request, response) => {
    asked.push(Object.fromEntries(new URLSearchParams(await text(request))));
    answer(request, response);
  });
  await once(provider.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const section = abuseSchema.parse({
    captcha: {
      ...{ provider: 'other', site_key: 'the site', secret: 'the secret' },
      ...{ script: `${origin}/api.js`, verify: `${origin}/siteverify` },
      ...{ field: 'solved', class_name: 'widget', sources: ['https://*.widget.example'] },
    },
  });
  const abuse = abuseSettings(section, { denied: [] });
  people = await startPeople({ registration: { mode: 'open' } }, { abuse });
});
afterAll(async () => {
  await people.issuer.close();
  provider.closeAllConnections();
  provider.close();
});
beforeEach(async () => {
  asked.length = 0;
  await people.issuer.context.sql`truncate sign_in_throttles, mail_limits, spent_solutions`;
});

const says =
  (verdict: unknown): RequestListener =>
  (_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(verdict));
const right = { success: true, hostname: 'localhost', action: 'registration' };

async function register(solved: string | null, email = people.newAddress()) {
  const person = await people.arrive();
  const fields = { email, ...(solved === null ? {} : { solved }) };
  return { email, visit: await person.send(`/register/${person.id}`, fields) };
}

test('the page shows it, and may load from its provider, as no other page may', async () => {
  const person = await people.arrive();
  const shown = await person.get(`/register/${person.id}`);
  const policy = shown.headers.get('content-security-policy')!;
  const { port } = provider.address() as AddressInfo;
  const sources = `http://127.0.0.1:${port} https://*.widget.example`;
  expect(policy).toContain(`script-src 'self' ${sources}; connect-src 'self' ${sources};`);
  expect(policy).toContain(`frame-src ${sources}; style-src 'self' ${sources};`);
  expect(shown.text).toContain('class="person-check widget" data-sitekey="the site"');
  expect(shown.text).toContain('data-action="registration"');
  expect(shown.text).not.toContain('the secret');
  const other = await person.get(`/sign-in/${person.id}`);
  expect(other.headers.get('content-security-policy')).not.toContain(String(port));
});

test('what the provider vouches for goes on, and the provider learns what it needs alone', async () => {
  answer = says({ ...right, challenge_ts: 'now' });
  const { email, visit } = await register('token');
  expect(visit.status).toBe(303);
  expect(people.mails.to(email)).toHaveLength(1);
  expect(asked).toEqual([{ secret: 'the secret', response: 'token' }]);
  answer = says({ success: true });
  expect((await register('of one that has no host names')).visit.status).toBe(303);
});

test('a solution is taken once, even by a provider that takes it again', async () => {
  answer = says(right);
  const { email } = await register('token');
  const { email: other, visit } = await register('token');
  expect(visit.status).toBe(403);
  expect(people.mails.to(other)).toEqual([]);
  expect((await register('token', email)).visit.status).toBe(303);
  expect(people.mails.to(email)).toHaveLength(1);
  expect(asked).toHaveLength(1);
});

test.each([
  ['that it was not solved', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
  ['another host', { ...right, hostname: 'evil.example' }],
  ['another page', { ...right, action: 'sign_in' }],
])('where it says %s, nothing goes on', async (_, verdict) => {
  answer = says(verdict);
  const { email, visit } = await register('token');
  expect(visit.status).toBe(403);
  expect(visit.text).toContain('did not work. Try again.');
  expect(people.mails.to(email)).toEqual([]);
});

test.each([
  ['turnstile', { success: true }, 'the answer has no hostname'],
  ['turnstile', { success: true, hostname: 'localhost' }, 'the answer has no action'],
  ['turnstile', right, null],
  ['turnstile', { ...right, action: 'sign_in' }, 'it was solved for another page'],
  ['recaptcha', { success: true, apk_package_name: 'x' }, 'the answer has no hostname'],
  ['recaptcha', { success: true, hostname: 'localhost' }, null],
  ['hcaptcha', { success: true, hostname: 'not-provided' }, null],
  ['hcaptcha', { success: true, hostname: 'evil.example' }, 'it was solved on another host'],
  ['turnstile', { success: false }, 'it was not solved, expired, or was used before'],
] as const)('%s says %j: %s', (name, body, fault) => {
  const { says } = captchaProviders[name];
  const expected = { hostname: 'localhost', purpose: 'registration', says } as const;
  expect(faultOf(readVerdict(body)!, expected)).toBe(fault);
});

test.each<[string, RequestListener]>([
  ['an error', (_, response) => response.writeHead(500).end('{"success":true}')],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ['no JSON', (_, response) => response.end('<html>')],
  ['no verdict', says({ success: 'true' })],
  ['an answer without an end', (_, response) => response.write('x'.repeat(100_000))],
  ['a closed connection', (request) => request.socket.destroy()],
  ['silence', () => {}],
])('where it answers with %s, it is as without JavaScript: a few go on', async (_, listener) => {
  answer = listener;
  expect((await register('token')).visit.status).toBe(303);
  const { sql } = people.issuer.context;
  await sql`update sign_in_throttles set blocked_until = now() + interval '1 hour'`;
  answer = (_, response) => response.writeHead(500).end();
  const { email, visit } = await register('another');
  expect(visit.status).toBe(429);
  expect(people.mails.to(email)).toEqual([]);
});

test('the log says that the provider is silent, and holds neither secret nor solution', () => {
  const log = people.issuer.logged.join('\n');
  expect(log).toContain('the CAPTCHA provider does not answer');
  expect(log).not.toContain('the secret');
  expect(log).not.toContain('"token"');
});

test('without JavaScript there is no solution, and nothing is asked', async () => {
  expect((await register(null)).visit.status).toBe(303);
  expect(asked).toEqual([]);
});
