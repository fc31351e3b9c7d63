import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startTestIssuer } from '../../../../testing/issuer.ts';
import { startMailServer } from '../../../../testing/mail-server.ts';
import { until } from '../../../../testing/until.ts';
import { createMail } from './mail.service.ts';
import { settingsOf } from './mail-settings.fixture.ts';
import { withoutEmail } from './mail-settings.ts';

const to = 'ada@mail.example';

/** A mail that another process is sending, killed as soon as the server `hangs`. */
async function killWhile(hangs: 'RCPT' | 'DATA') {
  const hanging = Promise.withResolvers<void>();
  let isFirst = true;
  const hang = () => {
    if (!isFirst) return false;
    isFirst = false;
    hanging.resolve();
    return true;
  };
  const server = await startMailServer({
    onRcptTo: (_, __, callback) => void (hangs === 'RCPT' && hang() ? null : callback()),
    answer: () => (hangs === 'DATA' && hang() ? new Promise(() => {}) : null),
  });
  onTestFinished(server.close);
  const issuer = await startTestIssuer({}, { mail: withoutEmail('https://id.example', false) });
  onTestFinished(issuer.close);
  const { sql, clock, settings } = issuer.context;
  const sending = { ...settings, mail: settingsOf({ smtp: server.url }) };
  // This issuer sends nothing: what it queues is for others.
  await createMail({ ...issuer.context, settings: sending }).queue(sql, {
    ...{ kind: 'email-code', to, language: 'en', parameters: { code: '482913' } },
    ...{ network: null, expiresAt: new Date(+clock.now() + 900_000) },
  });
  const wait = (isSo: string) =>
    until(async () => (await sql.unsafe(`select from mails where ${isSo}`)).length > 0);
  const told = JSON.stringify({ ...sending, secret: settings.secret.toString('base64') });
  const fixture = new URL('./killed-sender.fixture.ts', import.meta.url).pathname;
  const node = spawn(process.execPath, [fixture, told], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onTestFinished(() => void node.kill('SIGKILL'));
  await hanging.promise;
  node.kill('SIGKILL');
  await once(node, 'exit');
  return { server, issuer, sending, wait };
}

test.each([
  ['RCPT', 1],
  ['DATA', 2],
] as const)(
  'killed inside %s, a mail is sent by another process, and comes %i times',
  async (hangs, times) => {
    const { server, issuer, sending, wait } = await killWhile(hangs);
    const { databaseUrl, secret, mail } = sending;
    const other = await startTestIssuer({}, { databaseUrl, secret, mail });
    onTestFinished(other.close);
    const { sql } = issuer.context;
    await sql`select pg_notify('sallyport_mails', '')`;
    // Its lease is respected: it may still live.
    expect(await sql`select from mails where status = 'queued' and attempts = 1`).toHaveLength(1);
    other.clock.advance(121);
    await sql`select pg_notify('sallyport_mails', '')`;
    await wait(`status = 'sent' and sealed is null`);
    expect(server.received).toHaveLength(times);
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
  },
);
