import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { mailUser, reply, startMailServer } from '../../../../testing/mail-server.ts';
import type { OutgoingMail } from './delivery.ts';
import { settingsOf } from './mail-settings.fixture.ts';
import type { Delivery } from './mail-settings.ts';
import { createSmtpDeliverer, verifySmtp } from './smtp.service.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

const mail: OutgoingMail = {
  id: '00000000-0000-4000-8000-000000000000',
  recipient: 'ada@mail.example',
  subject: 'Hello',
  text: 'Your code is 482913\n',
  html: '<p>482913</p>',
  language: 'en',
  from: { name: 'Shop', address: 'no-reply@shop.example' },
  replyTo: null,
  createdAt: new Date('2026-11-26T12:00:00Z'),
  secrets: ['482913'],
};

const smtpOf = (email: Record<string, unknown>, ca?: string) =>
  (settingsOf(email, ca === undefined ? {} : { ca }).delivery as Delivery & { to: 'server' }).smtp;

async function deliver(email: Record<string, unknown>, ca?: string) {
  const deliverer = createSmtpDeliverer(smtpOf(email, ca));
  cleanUp.push(() => deliverer.close());
  return deliverer.deliver(mail, new AbortController().signal);
}

async function serverWith(options: Parameters<typeof startMailServer>[0]) {
  const server = await startMailServer(options);
  cleanUp.push(server.close);
  return server;
}

/** Speaks no SMTP but this, and notes what it is told. */
async function plainServer(talk: (socket: Socket, line: string) => void) {
  const told: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\r\n').filter(Boolean)) {
        told.push(line);
        talk(socket, line);
      }
    });
    talk(socket, '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { told, url: `smtp://user:secret-password@127.0.0.1:${port}` };
}

/** Says what it should, until it does something else. */
const script =
  (otherwise: Record<string, (socket: Socket) => unknown>) => (socket: Socket, line: string) => {
    // A header of the message goes on.
    if (line.startsWith(' ')) return;
    const verb = line.split(' ')[0]!.toUpperCase();
    const other = otherwise[verb];
    if (other) return void other(socket);
    const usual: Record<string, string> = {
      '': '220 mail.example ESMTP',
      EHLO: '250-mail.example\r\n250 AUTH PLAIN',
      AUTH: '235 welcome',
      MAIL: '250 ok',
      RCPT: '250 ok',
      DATA: '354 go on',
      '.': '250 accepted',
    };
    if (usual[verb]) socket.write(`${usual[verb]}\r\n`);
  };

describe('the outcome of', () => {
  const cases: [what: string, became: string, otherwise: Parameters<typeof script>[0]][] = [
    ['a greeting of 554', 'delayed', { '': (socket) => socket.end('554 not you\r\n') }],
    ['a greeting of 421', 'delayed', { '': (socket) => socket.end('421 closing\r\n') }],
    [
      'no SMTP at all',
      'delayed',
      { '': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') },
    ],
    ['a password refused', 'delayed', { AUTH: (socket) => socket.write('535 wrong\r\n') }],
    ['a password refused for now', 'delayed', { AUTH: (socket) => socket.write('454 later\r\n') }],
    ['a sender refused', 'failed', { MAIL: (socket) => socket.write('553 not yours\r\n') }],
    ['a sender not signed in', 'delayed', { MAIL: (socket) => socket.write('530 sign in\r\n') }],
    ['a recipient refused', 'failed', { RCPT: (socket) => socket.write('550 unknown\r\n') }],
    ['a recipient greylisted', 'delayed', { RCPT: (socket) => socket.write('450 later\r\n') }],
    ['a mailbox full', 'failed', { RCPT: (socket) => socket.write('552 5.2.2 full\r\n') }],
    ['a wrong order', 'delayed', { RCPT: (socket) => socket.write('503 bad sequence\r\n') }],
    [
      'a message refused before it came',
      'failed',
      { DATA: (socket) => socket.write('554 no\r\n') },
    ],
    ['a message refused', 'failed', { '.': (socket) => socket.write('554 5.7.1 spam\r\n') }],
    [
      'a message refused for now',
      'delayed',
      { '.': (socket) => socket.write('452 full disk\r\n') },
    ],
    ['a connection reset at once', 'delayed', { '': (socket) => socket.resetAndDestroy() }],
    ['one closed before DATA', 'delayed', { DATA: (socket) => socket.end() }],
    ['one closed inside DATA', 'delayed', { '.': (socket) => socket.destroy() }],
    [
      'one closed while it writes',
      'delayed',
      { DATA: (socket) => socket.write('354 go on\r\n', () => socket.resetAndDestroy()) },
    ],
    ['an answer that is none', 'delayed', { MAIL: (socket) => socket.write('what?\r\n') }],
  ];
  test.each(cases)('%s is: %s', async (_, became, otherwise) => {
    const { url } = await plainServer(script(otherwise));
    const outcome = await deliver({ smtp: url });
    expect(outcome).toEqual({ became, reason: expect.stringMatching(/./) });
    const { reason } = outcome as { reason: string };
    expect(reason).not.toMatch(/secret-password|482913|[\r\n]/);
    expect(reason.length).toBeLessThanOrEqual(300);
  });

  test('nothing of this is: sent', async () => {
    const { url } = await plainServer(script({}));
    expect(await deliver({ smtp: url })).toEqual({ became: 'sent' });
  });

  test('no server at all is: delayed', async () => {
    const outcome = await deliver({ smtp: 'smtp://127.0.0.1:1' });
    expect(outcome).toMatchObject({
      became: 'delayed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a name that there is not is: delayed', async () => {
    const outcome = await deliver({ smtp: 'smtp://mail.invalid', starttls: 'never' });
    expect(outcome).toMatchObject({ became: 'delayed' });
  });
});

describe('the time is bounded with a server that', () => {
  const drip = (socket: Socket, text: string) => {
    const timer = setInterval(() => socket.write(text), 20);
    socket.once('close', () => clearInterval(timer));
  };
  const cases: [what: string, otherwise: Parameters<typeof script>[0]][] = [
    ['never greets', { '': () => {} }],
    ['never answers', { MAIL: () => {} }],
    ['never says what became of the message', { '.': () => {} }],
    ['greets for ever', { '': (socket) => drip(socket, '220-wait\r\n') }],
    ['answers for ever', { MAIL: (socket) => drip(socket, '250-wait\r\n') }],
    ['ends no line', { EHLO: (socket) => drip(socket, '250-xxxxxxxxxxxxxxxx') }],
  ];
  test.each(cases)('%s', async (_, otherwise) => {
    const { url } = await plainServer(script(otherwise));
    const smtp = smtpOf({ smtp: url });
    const deliverer = createSmtpDeliverer({
      ...smtp,
      timeoutsMs: { connect: 300, response: 400, mail: 600 },
    });
    cleanUp.push(() => deliverer.close());
    const begun = performance.now();
    const outcome = await deliverer.deliver(mail, new AbortController().signal);
    expect(outcome).toMatchObject({ became: 'delayed' });
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  test('answers more than is taken', async () => {
    const { url } = await plainServer(
      script({ EHLO: (socket) => socket.write(`250-${'x'.repeat(200_000)}\r\n`) }),
    );
    expect(await deliver({ smtp: url })).toMatchObject({ became: 'delayed' });
  });
});

describe('TLS', () => {
  const withoutStarttls = { disabledCommands: ['STARTTLS'] };

  test('that is stripped away gets neither password nor mail', async () => {
    const { told, url } = await plainServer(
      script({ STARTTLS: (socket) => socket.write('502 not here\r\n') }),
    );
    const outcome = await deliver({ smtp: url, starttls: 'required' });
    expect(outcome).toMatchObject({ became: 'delayed' });
    expect(told.map((line) => line.split(' ')[0])).toEqual(
      expect.not.arrayContaining(['AUTH', 'MAIL']),
    );
  });

  test('is demanded of other machines, and of this one where it is offered', async () => {
    expect(smtpOf({ smtp: 'smtp://mail.example' }).starttls).toBe('required');
    expect(smtpOf({ smtp: 'smtp://localhost' }).starttls).toBe('if_offered');
    const offers = await serverWith({ ...(await makeCertificate(['localhost'])) });
    expect(await deliver({ smtp: offers.url })).toEqual({ became: 'sent' });
    const does = await serverWith(withoutStarttls);
    expect(await deliver({ smtp: does.url })).toEqual({ became: 'sent' });
  });

  test('with a certificate of an unknown authority is no TLS', async () => {
    const certificate = await makeCertificate(['localhost']);
    const server = await serverWith({ ...certificate });
    const outcome = await deliver({ smtp: server.url, starttls: 'required' });
    expect(outcome).toMatchObject({
      became: 'delayed',
      reason: expect.stringMatching(/certificate/),
    });
    expect(await deliver({ smtp: server.url, starttls: 'required' }, certificate.cert)).toEqual({
      became: 'sent',
    });
  });

  test('with the certificate of another name is no TLS', async () => {
    const certificate = await makeCertificate(['other.example']);
    for (const secure of [true, false]) {
      const server = await serverWith({ ...certificate, secure });
      const email = { smtp: server.url, ...(!secure && { starttls: 'required' }) };
      const outcome = await deliver(email, certificate.cert);
      expect(outcome).toMatchObject({
        became: 'delayed',
        reason: expect.stringMatching(/altnames/),
      });
      expect(server.received).toEqual([]);
    }
  });
});

test('a connection is used for several mails, and one that the server closed meanwhile loses none', async () => {
  let connections = 0;
  const server = await serverWith({
    onConnect(_, callback) {
      connections++;
      callback();
    },
  });
  const deliverer = createSmtpDeliverer(smtpOf({ smtp: server.url }));
  cleanUp.push(() => deliverer.close());
  const { signal } = new AbortController();
  for (let n = 0; n < 3; n++) {
    expect(await deliverer.deliver(mail, signal)).toEqual({ became: 'sent' });
  }
  expect(connections).toBe(1);
});

describe('a look at the server', () => {
  test('finds nothing where it takes mails', async () => {
    const server = await serverWith({});
    expect(await verifySmtp(smtpOf({ smtp: server.url }))).toBe(null);
  });

  test('says what is wrong, without the password', async () => {
    const server = await serverWith({
      onAuth: (_, __, callback) => callback(reply(535, `no ${mailUser.pass}`)),
    });
    const found = await verifySmtp(smtpOf({ smtp: server.url }));
    expect(found).toContain('535 no •••');
  });
});
