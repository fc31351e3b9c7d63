import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { findByLink } from '../one-time-codes/one-time-codes.service.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let mails: Mails;
const email = 'dora@example.com';

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  mails = watchMails(admin);
});
afterAll(() => admin.close());

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await admin.call(method, path, { token: root, body });
  expect([path, answer.ok]).toEqual([path, true]);
  return answer.status === 204 ? null : answer.json();
};

test('and what an administrator changes about how they sign in, at the address of before', async () => {
  const first = 'erin@example.com';
  const { id } = await call('POST', '/users', {
    ...{ email: first, name: 'Erin', email_verified: true, password: 'a quiet harbour at night' },
  });
  const user = `/users/${id}`;
  await admin.sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, default_groups, declared)
    values ('acme', 'oidc', 'Acme ID', 'https://acme.example', 'us', '', '{openid}', '{}', true)`;
  const identity = { provider: 'acme', subject: 'erin' };
  const linked = await call('POST', `${user}/identities`, identity);
  // What changes nothing is not told.
  await call('POST', `${user}/identities`, identity);
  await call('DELETE', `${user}/identities/${linked.id}`);
  await call('DELETE', `${user}/identities/${linked.id}`);
  await call('PATCH', user, { name: 'Erin W.', must_change_password: true });
  await call('PATCH', user, { password: 'a loud harbour at noon' });
  const second = 'erin@walnut.example';
  await call('POST', `${user}/addresses`, { email: second });
  await call('POST', `${user}/addresses`, { email: second });
  await call('DELETE', `${user}/addresses/${second}`);
  const third = 'erin@third.example';
  await call('PATCH', user, { email: third });
  await call('PATCH', user, { email_verified: false });
  await call('PATCH', user, { password: 'a third harbour at dawn' });
  await call('PATCH', user, { email_verified: true });
  await call('DELETE', user);
  await call('DELETE', user);
  const told = (email: string) => mails.to(email).map(({ kind }) => kind);
  expect(told(first)).toEqual([
    ...['identity-linked', 'identity-unlinked', 'password-changed', 'address-added'],
    'address-changed',
  ]);
  expect(mails.to(first)[0]).toMatchObject({ parameters: { provider: 'Acme ID' } });
  expect(told(second)).toEqual(['address-removed']);
  // Not while it was not known to be theirs.
  expect(told(third)).toEqual(['address-removed', 'account-deleted']);
});

test('a person hears by mail that an administrator has removed a factor, once and not by whom', async () => {
  const { id } = await call('POST', '/users', { email, name: 'Dora', email_verified: true });
  await admin.sql`update users set locale = 'de' where id = ${id}`;
  await admin.sql`
    insert into totp_secrets (user_id, secret, last_step, created_at) values (${id}, ${Buffer.alloc(1)}, 0, now())`;
  const kinds = () => mails.to(email).map(({ kind }) => kind);
  await call('DELETE', `/users/${id}/factors`);
  await call('DELETE', `/users/${id}/factors`);
  expect(kinds()).toEqual(['factor-removed']);
  const [removed] = mails.to(email);
  expect(removed).toMatchObject({
    language: 'de',
    parameters: { factor: 'Authenticator-App' },
  });
  expect(JSON.stringify(removed!.parameters)).not.toContain('root');
});

test('an administrator has the owner of an account sent a link to set another password, and sees none', async () => {
  const to = 'fay@example.com';
  const body = {
    email: to,
    name: 'Fay',
    email_verified: true,
    password: 'a quiet harbour at night',
  };
  const { id } = await call('POST', '/users', body);
  const path = `/users/${id}/password-reset`;
  const sent = await call('POST', path);
  expect(sent).toEqual({ email: to, expires_at: expect.any(String) });
  expect(mails.to(to).map(({ kind }) => kind)).toEqual(['reset-password']);
  const secretOf = (link: string) => new URL(link, 'http://x').searchParams.get('secret') ?? '';
  const find = (link: string) =>
    findByLink(admin.sql, { purpose: 'reset-password', secret: secretOf(link) }, admin);
  const first = mails.linkTo(to);
  expect(await find(first)).toMatchObject({ email: to, owner: { userId: id } });
  const events = await call('GET', `/audit?subject=user:${id}&action=code.send`);
  expect(events.items).toMatchObject([
    {
      actor: `user:${await admin.idOf('root@example.com')}`,
      detail: { purpose: 'reset-password' },
    },
  ]);
  // The one that follows it counts alone.
  await call('POST', path);
  expect(await find(first)).toBeNull();
  expect(await find(mails.linkTo(to))).not.toBeNull();

  const refusal = async () => (await admin.call('POST', path, { token: root })).json();
  await call('PATCH', `/users/${id}`, { email_verified: false });
  expect(await refusal()).toMatchObject({ error: 'invalid_request' });
  await call('PATCH', `/users/${id}`, { email_verified: true, disabled: true });
  expect(await refusal()).toMatchObject({ error: 'not_found' });
});
