import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { until } from '../../../../testing/until.ts';
import { settingsOf } from './mail-settings.fixture.ts';
import { withoutEmail } from './mail-settings.ts';

let issuer: TestIssuer;

beforeAll(async () => {
  issuer = await startTestIssuer({});
});
afterAll(() => issuer.close());

const link = 'https://id.example/reset/secret-of-the-link';

async function queue({ context }: TestIssuer) {
  const { mail, sql, clock } = context;
  const queued = await mail.queue(sql, {
    ...{ kind: 'reset-password', to: `<b>@mail.example`, language: 'en', network: null },
    parameters: { link, code: '482913' },
    expiresAt: new Date(+clock.now() + 900_000),
  });
  const { id } = queued as { id: string };
  const sent = () => sql`select from mails where id = ${id} and status = 'sent'`;
  await until(async () => (await sent()).length > 0);
  return id;
}

/** With headers that `fetch` does not let one set. */
const statusOf = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(issuer.url + path, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });

test('a mail of a development machine is in the list, and can be read as HTML and as text', async () => {
  const id = await queue(issuer);
  const list = await (await fetch(`${issuer.url}/dev/mail`)).text();
  expect(list).toContain(`href="/dev/mail/${id}"`);
  expect(list).toContain('&lt;b&gt;@mail.example');
  expect(list).not.toContain('482913');
  const page = await fetch(`${issuer.url}/dev/mail/${id}`);
  const text = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
  expect(text).toContain('Set a new password for localhost');
  expect(text).toContain('482913');
  expect(text).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  const html = await fetch(`${issuer.url}/dev/mail/${id}/html`);
  expect(html.headers.get('content-security-policy')).toMatch(
    /^default-src 'none';.*sandbox allow-popups allow-popups-to-escape-sandbox$/,
  );
  expect(await html.text()).toContain(`href="${link}"`);
});

test('what is told of it has its recipient, its subject and where to read it, and no code', async () => {
  const id = await queue(issuer);
  const told = issuer.logged.filter((line) => line.includes(id) && line.includes('/dev/mail/'));
  expect(told.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      recipient: '<b>@mail.example',
      subject: 'Set a new password for localhost',
      url: `${issuer.url}/dev/mail/${id}`,
    }),
  ]);
  expect(issuer.logged.join('')).not.toMatch(/482913|secret-of-the-link/);
});

test.each(['not-an-id', '00000000-0000-4000-8000-000000000000'])(
  'there is no mail %s',
  async (id) => {
    for (const path of [`/dev/mail/${id}`, `/dev/mail/${id}/html`]) {
      expect((await fetch(issuer.url + path)).status).toBe(404);
    }
  },
);

test('another host name and another machine get nothing', async () => {
  const id = await queue(issuer);
  const { host } = new URL(issuer.url);
  for (const path of ['/dev/mail', `/dev/mail/${id}`, `/dev/mail/${id}/html`]) {
    expect(await statusOf(path, { host })).toBe(200);
    expect(await statusOf(path, { host: 'rebound.example' })).toBe(403);
    expect(await statusOf(path, { host, 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  }
});

test.each([
  ['sent to a server', settingsOf({ smtp: 'smtp://127.0.0.1:1' })],
  ['sent nowhere', withoutEmail('https://id.example', false)],
])('there are no such pages where mails are %s', async (_, mail) => {
  const { databaseUrl, secret } = issuer.context.settings;
  const other = await startTestIssuer({}, { databaseUrl, secret, mail });
  for (const path of ['/dev/mail', '/dev/mail/x', '/dev/mail/x/html']) {
    expect((await fetch(other.url + path)).status).toBe(404);
  }
  await other.close();
});

test('without a mail server nothing is queued', async () => {
  const { databaseUrl, secret } = issuer.context.settings;
  const mail = withoutEmail('https://id.example', false);
  const other = await startTestIssuer({}, { databaseUrl, secret, mail });
  expect(other.context.mail.canSend).toBe(false);
  await expect(queue(other)).rejects.toThrow('email.smtp');
  await other.close();
});
