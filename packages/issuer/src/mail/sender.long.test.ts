import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { mailUser, reply, startMailServer } from '../../../../testing/mail-server.ts';
import { until } from '../../../../testing/until.ts';
import type { MailOrder } from './mail.service.ts';
import { settingsOf } from './mail-settings.fixture.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function serverWith(options: Parameters<typeof startMailServer>[0] = {}) {
  const server = await startMailServer(options);
  cleanUp.push(server.close);
  return server;
}

async function issuerWith(
  email: Record<string, unknown>,
  files: { ca?: string; dkimKey?: string } = {},
  database?: { databaseUrl: string; secret: Buffer },
) {
  const issuer = await startTestIssuer({}, { mail: settingsOf(email, files), ...database });
  cleanUp.push(issuer.close);
  return issuer;
}

const to = 'ada@mail.example';
const link = 'https://id.example/reset/secret-of-the-link';

const resetOrder = (
  { context }: TestIssuer,
  fields: Partial<MailOrder<'reset-password'>> = {},
): MailOrder<'reset-password'> => ({
  ...{ kind: 'reset-password', to, language: 'en', parameters: { link, code: '482913' } },
  network: null,
  expiresAt: new Date(+context.clock.now() + 900_000),
  ...fields,
});

const queueReset = (issuer: TestIssuer, fields?: Partial<MailOrder<'reset-password'>>) =>
  issuer.context.mail.queue(issuer.context.sql, resetOrder(issuer, fields));

interface MailRow {
  status: string;
  sealed: Buffer | null;
  attempts: number;
  last_error: string | null;
  next_attempt_at: Date;
  ended_at: Date | null;
}

/** The one mail, once it is as it should be. */
async function rowOnce({ context }: TestIssuer, isSo: (row: MailRow) => boolean): Promise<MailRow> {
  let row: MailRow | undefined;
  await until(async () => {
    [row] = await context.sql<MailRow[]>`select * from mails`;
    return row !== undefined && isSo(row);
  });
  return row!;
}

const look = ({ context }: TestIssuer) => context.sql`select pg_notify('sallyport_mails', '')`;

describe('a mail', () => {
  test('comes as it should, and nothing of what it says is left behind', async () => {
    const server = await serverWith();
    const issuer = await issuerWith({ smtp: server.url, reply_to: 'help@shop.example' });
    const queued = await queueReset(issuer);
    const { from, to: recipients, parsed } = await server.next();
    expect([from, recipients]).toEqual(['no-reply@shop.example', [to]]);
    expect(parsed.from?.text).toBe('"Example Shop" <no-reply@shop.example>');
    expect(parsed.replyTo?.text).toBe('help@shop.example');
    expect(parsed.subject).toBe('Set a new password for Example Shop');
    expect(parsed.messageId).toBe(`<${(queued as { id: string }).id}@shop.example>`);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-mailer')).toBe(undefined);
    expect(parsed.text).toContain(`Set a new password:\n${link}`);
    expect(parsed.text).toContain('482913');
    expect(parsed.html).toContain(`href="${link}"`);
    expect(parsed.attachments).toEqual([]);
    const row = await rowOnce(issuer, ({ status }) => status === 'sent');
    expect(row).toMatchObject({ sealed: null, attempts: 1, ended_at: expect.any(Date) });
    const told = issuer.logged.join('');
    for (const secret of ['482913', 'secret-of-the-link', mailUser.pass]) {
      expect(told).not.toContain(secret);
    }
  });

  test('in another language has its subject encoded, and is read back whole', async () => {
    const server = await serverWith();
    const issuer = await issuerWith({
      smtp: server.url,
      from: 'Müller & Söhne ™ <no-reply@müller.example>',
    });
    const { raw, parsed } = await sendOne(issuer, server, {
      language: 'fr',
    });
    expect(parsed.subject).toBe('Choisissez un nouveau mot de passe pour Müller & Söhne ™');
    expect(parsed.from?.value[0]).toEqual({
      name: 'Müller & Söhne ™',
      address: expect.stringMatching(/^no-reply@(müller|xn--mller-kva)\.example$/),
    });
    expect(parsed.text).toContain('à l’endroit où il vous a été demandé');
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/[^\x20-\x7e\r\n]/);
  });

  test('goes to an address of any script, where the server takes such', async () => {
    const server = await serverWith();
    const issuer = await issuerWith({ smtp: server.url });
    const { to: recipients } = await sendOne(issuer, server, { to: 'grüße@mail.example' });
    expect(recipients).toEqual(['grüße@mail.example']);
  });

  test('has no header that others chose', async () => {
    const server = await serverWith();
    const issuer = await issuerWith({ smtp: server.url });
    const { mail, sql, clock } = issuer.context;
    await mail.queue(sql, {
      ...{ kind: 'invitation', to, language: 'en', network: null },
      parameters: { link, inviter: 'Eve\r\nBcc: all@evil.example\r\n\r\n<script>' },
      expiresAt: new Date(+clock.now() + 900_000),
      brand: { name: 'Shop', logoUrl: null, color: '#000000' },
    });
    const { to: recipients, parsed } = await server.next();
    expect(recipients).toEqual([to]);
    expect(parsed.headers.has('bcc')).toBe(false);
    expect(parsed.html).not.toContain('<script>');
    expect(parsed.text).toContain('invited by Eve Bcc:');
  });

  test('is signed where there is a key, and the server is asked by TLS', async () => {
    const certificate = await makeCertificate(['localhost']);
    const server = await serverWith({ ...certificate, secure: true });
    const { privateKey } = await crypto.subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: 2048,
        publicExponent: Uint8Array.of(1, 0, 1),
        hash: 'SHA-256',
      },
      true,
      ['sign'],
    );
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
    const dkimKey = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    const dkim = { domain: 'shop.example', selector: 'one', key: 'dkim.pem' };
    const issuer = await issuerWith({ smtp: server.url, dkim }, { ca: certificate.cert, dkimKey });
    const { raw } = await sendOne(issuer, server);
    expect(raw).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256;.*d=shop\.example;.*s=one;/s);
  });
});

async function sendOne(
  issuer: TestIssuer,
  server: Awaited<ReturnType<typeof startMailServer>>,
  fields: Partial<MailOrder<'reset-password'>> = {},
) {
  await queueReset(issuer, fields);
  return server.next();
}

describe('a failure', () => {
  test('that may pass is tried again, later and later, and the mail keeps its id', async () => {
    let busy = 2;
    const server = await serverWith({
      answer: () => (busy-- > 0 ? reply(451, '4.7.1 Try again later') : null),
    });
    const issuer = await issuerWith({ smtp: server.url });
    await queueReset(issuer);
    const first = await rowOnce(issuer, (row) => row.last_error !== null);
    expect(first).toMatchObject({ status: 'queued', attempts: 1 });
    expect(first.last_error).toContain('451 4.7.1 Try again later');
    const waits = [+first.next_attempt_at - +issuer.clock.now()];
    issuer.clock.advance(8);
    await look(issuer);
    const second = await rowOnce(
      issuer,
      ({ attempts, next_attempt_at: at }) => attempts === 2 && +at < +issuer.clock.now() + 30_000,
    );
    waits.push(+second.next_attempt_at - +issuer.clock.now());
    expect(waits[0]).toBeGreaterThan(2_000);
    expect(waits[0]).toBeLessThanOrEqual(6_000);
    expect(waits[1]).toBeGreaterThan(6_000);
    expect(waits[1]).toBeLessThanOrEqual(12_000);
    issuer.clock.advance(15);
    await look(issuer);
    await rowOnce(issuer, ({ status }) => status === 'sent');
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
  });

  test('that is final is not tried again, and is told in the audit log', async () => {
    const server = await serverWith({
      onRcptTo: (_, __, callback) => callback(reply(550, '5.1.1 No such user here')),
    });
    const issuer = await issuerWith({ smtp: server.url });
    await queueReset(issuer);
    const row = await rowOnce(issuer, ({ status }) => status === 'failed');
    expect(row).toMatchObject({ attempts: 1, last_error: 'RCPT TO: 550 5.1.1 No such user here' });
    const events = await issuer.context.sql`
      select action, actor, detail from audit_events where action = 'mail.fail'`;
    const detail = { kind: 'reset-password', reason: row.last_error };
    expect(events).toEqual([{ action: 'mail.fail', actor: 'issuer', detail }]);
    expect(issuer.logged.join('')).toContain('mail failed');
  });

  test('does not repeat a code that the server repeats, nor the password', async () => {
    const server = await serverWith({
      answer: ({ parsed }) =>
        reply(
          550,
          `spam: ${parsed.text?.replaceAll('\n', ' ')} ${mailUser.pass} ${btoa(mailUser.pass)}`,
        ),
    });
    const issuer = await issuerWith({ smtp: server.url });
    const issuerLogs = () => issuer.logged.join('');
    await queueReset(issuer, { parameters: { link: 'https://id.example/k3y', code: '482913' } });
    const row = await rowOnce(issuer, ({ status }) => status === 'failed');
    expect(row.last_error).toContain('•••');
    for (const told of [row.last_error!, issuerLogs()]) {
      for (const secret of ['482913', 'k3y', mailUser.pass, btoa(mailUser.pass).slice(0, 20)]) {
        expect(told).not.toContain(secret);
      }
    }
  });

  test('of the password loses no mail', async () => {
    const server = await serverWith();
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong-one@');
    const issuer = await issuerWith({ smtp: wrong });
    await queueReset(issuer);
    const row = await rowOnce(issuer, ({ last_error: error }) => error !== null);
    expect(row).toMatchObject({ status: 'queued', last_error: expect.stringContaining('535') });
    expect(row.last_error).not.toContain('wrong-one');
  });

  test('past the life of the code ends in the words of the server', async () => {
    const server = await serverWith({ answer: () => reply(450, 'busy') });
    const issuer = await issuerWith({ smtp: server.url, retry: { first: 60 } });
    const expiresAt = new Date(+issuer.context.clock.now() + 30_000);
    await queueReset(issuer, { expiresAt });
    const row = await rowOnce(issuer, ({ status }) => status === 'failed');
    expect(row.last_error).toContain('450 busy');
  });
});

test('a mail whose code has died is not sent', async () => {
  const server = await serverWith();
  const issuer = await issuerWith({ smtp: 'smtp://127.0.0.1:1' });
  const expiresAt = new Date(+issuer.context.clock.now() + 60_000);
  await queueReset(issuer, { expiresAt });
  await rowOnce(issuer, ({ last_error: error }) => error !== null);
  issuer.clock.advance(120);
  const { databaseUrl, secret } = issuer.context.settings;
  const other = await issuerWith({ smtp: server.url }, {}, { databaseUrl, secret });
  other.clock.advance(120);
  await look(other);
  const row = await rowOnce(issuer, ({ status }) => status === 'expired');
  expect(row.sealed).toBe(null);
  expect(server.received).toEqual([]);
  const events = await issuer.context.sql`
    select action from audit_events where action = 'mail.fail'`;
  expect(events).toHaveLength(1);
});

test('two issuers send each mail once', async () => {
  const server = await serverWith();
  const one = await issuerWith({ smtp: server.url });
  const { databaseUrl, secret } = one.context.settings;
  await issuerWith({ smtp: server.url }, {}, { databaseUrl, secret });
  const recipients = Array.from({ length: 40 }, (_, n) => `person-${n}@mail.example`);
  await one.context.sql.begin(async (tx) => {
    for (const each of recipients) await one.context.mail.queue(tx, resetOrder(one, { to: each }));
  });
  for (const each of recipients) await server.next(each);
  let sent = 0;
  while (sent < 40) {
    const [row] = await one.context
      .sql`select count(*)::int as sent from mails where status = 'sent'`;
    sent = row!['sent'];
  }
  expect(server.received).toHaveLength(40);
});

test('no more connections are open than allowed, and a mail under way is sent before the issuer ends', async () => {
  let open = 0;
  let most = 0;
  const held = Promise.withResolvers<null>();
  const server = await serverWith({
    onConnect(_, callback) {
      most = Math.max(most, ++open);
      callback();
    },
    onClose: () => void open--,
    answer: () => held.promise,
  });
  const issuer = await startTestIssuer(
    {},
    { mail: settingsOf({ smtp: server.url, connections: 2 }) },
  );
  const { sql } = issuer.context;
  for (let n = 0; n < 5; n++) await queueReset(issuer, { to: `person-${n}@mail.example` });
  await until(() => server.received.length >= 2);
  const [{ taken } = { taken: 0 }] = await sql<{ taken: number }[]>`
    select count(*)::int as taken from mails where attempts > 0`;
  expect([taken, most]).toEqual([2, 2]);
  const closing = issuer.close();
  held.resolve(null);
  await closing;
  expect(server.received).toHaveLength(2);
});
