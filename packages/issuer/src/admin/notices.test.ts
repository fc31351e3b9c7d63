import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
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
