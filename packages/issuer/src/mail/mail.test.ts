import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import type { MailOrder } from './mail.service.ts';

let issuer: TestIssuer;

beforeAll(async () => {
  issuer = await startTestIssuer({});
});

afterAll(() => issuer.close());

let count = 0;
const newAddress = () => `person-${count++}@mail.example`;
const newNetwork = () => `198.51.100.${count++ % 256}`;
const link = 'https://id.example/reset/secret-of-the-link';

const reset = (fields: Partial<MailOrder<'reset-password'>> = {}): MailOrder<'reset-password'> => ({
  kind: 'reset-password',
  to: newAddress(),
  language: 'en',
  parameters: { link, code: '482913' },
  network: newNetwork(),
  expiresAt: new Date(+issuer.context.clock.now() + 900_000),
  ...fields,
});

const queue = (order: MailOrder<'reset-password'>) =>
  issuer.context.mail.queue(issuer.context.sql, order);

const rowsTo = (recipient: string) =>
  issuer.context.sql`select * from mails where recipient = ${recipient}`;

describe('a mail', () => {
  test('is written in the transaction that causes it, and goes with it', async () => {
    const { sql, mail } = issuer.context;
    const [kept, lost] = [reset(), reset()];
    await sql.begin((tx) => mail.queue(tx, kept));
    const failing = sql.begin(async (tx) => {
      await mail.queue(tx, lost);
      throw new Error('the act failed');
    });
    await expect(failing).rejects.toThrow('the act failed');
    expect(await rowsTo(kept.to)).toHaveLength(1);
    expect(await rowsTo(lost.to)).toHaveLength(0);
  });

  test('is stored without its code and its link', async () => {
    const order = reset();
    await queue(order);
    const [row] = await issuer.context.sql<{ told: string; raw: string }[]>`
      select mails::text as told, encode(sealed, 'escape') as raw from mails where recipient = ${order.to}`;
    for (const text of [row!.told, row!.raw]) {
      expect(text).not.toContain('482913');
      expect(text).not.toContain('secret-of-the-link');
    }
    expect(row!.told).toContain('reset-password');
  });

  test('has the parameters of its kind, and an error about others names no value', async () => {
    const wrong = reset({ parameters: { link: 'javascript:alert(482913)' } });
    await expect(queue(wrong)).rejects.toThrow(/reset-password: parameters.link/);
    await expect(queue(wrong)).rejects.not.toThrow(/482913/);
    const missing = reset({ parameters: {} as never });
    await expect(queue(missing)).rejects.toThrow(/parameters.link/);
  });
});

describe('limits', () => {
  test('of a recipient hold for all networks together, and come back one by one', async () => {
    const to = newAddress();
    for (let n = 0; n < 6; n++) expect(await queue(reset({ to }))).toMatchObject({ queued: true });
    const refused = await queue(reset({ to }));
    expect(refused).toEqual({ queued: false, retryAfter: expect.any(Number) });
    const { retryAfter } = refused as { retryAfter: number };
    expect(retryAfter).toBeGreaterThan(590);
    expect(retryAfter).toBeLessThanOrEqual(600);
    issuer.clock.advance(600);
    expect(await queue(reset({ to }))).toMatchObject({ queued: true });
    expect(await queue(reset({ to }))).toMatchObject({ queued: false });
    expect(await rowsTo(to)).toHaveLength(7);
  });

  test('a refused mail counts nowhere else', async () => {
    const [to, network] = [newAddress(), newNetwork()];
    for (let n = 0; n < 6; n++) await queue(reset({ to }));
    for (let n = 0; n < 40; n++) await queue(reset({ to, network }));
    expect(await queue(reset({ network }))).toMatchObject({ queued: true });
  });

  test('of a network hold for all recipients together', async () => {
    const network = newNetwork();
    for (let n = 0; n < 30; n++) {
      expect(await queue(reset({ network }))).toMatchObject({ queued: true });
    }
    expect(await queue(reset({ network }))).toMatchObject({ queued: false });
  });

  test('of a site hold for all the networks of a /48', async () => {
    const inSite = (n: number) => `2001:db8:7:${n.toString(16)}::/64`;
    const orders = Array.from({ length: 300 }, (_, n) => reset({ network: inSite(n) }));
    for (const order of orders) expect(await queue(order)).toMatchObject({ queued: true });
    expect(await queue(reset({ network: inSite(900) }))).toMatchObject({ queued: false });
    expect(await queue(reset({ network: '2001:db8:8:1::/64' }))).toMatchObject({ queued: true });
  });

  test('no more get through at once than are allowed', async () => {
    const to = newAddress();
    const answers = await Promise.all(Array.from({ length: 20 }, () => queue(reset({ to }))));
    expect(answers.filter(({ queued }) => queued)).toHaveLength(6);
    expect(await rowsTo(to)).toHaveLength(6);
  });

  test('requests of a stranger do not keep a notice from the owner', async () => {
    const { mail, sql, clock } = issuer.context;
    const to = newAddress();
    for (let n = 0; n < 8; n++) await queue(reset({ to }));
    const notice = await mail.queue(sql, {
      kind: 'password-changed',
      to,
      language: 'en',
      parameters: { at: clock.now(), link: 'https://id.example/account' },
      network: null,
      expiresAt: null,
    });
    expect(notice).toMatchObject({ queued: true });
  });

  test('an address without an account is counted alike, and gets nothing', async () => {
    const { mail, sql } = issuer.context;
    const to = newAddress();
    for (let n = 0; n < 6; n++) {
      expect(await mail.count(sql, reset({ to }))).toEqual({ counted: true });
    }
    expect(await mail.count(sql, reset({ to }))).toMatchObject({ counted: false });
    expect(await rowsTo(to)).toHaveLength(0);
  });

  test('the table tells neither recipients nor networks', async () => {
    const order = reset();
    await queue(order);
    const told = JSON.stringify(await issuer.context.sql`select * from mail_limits`);
    expect(told).not.toContain(order.to);
    expect(told).not.toContain(order.network);
  });
});
