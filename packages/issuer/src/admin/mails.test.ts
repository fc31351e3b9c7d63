import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { type AdminHarness, consoleClient, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let token: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  const root = { email: 'root@mails.example', name: 'Root', roles: ['administrator'] };
  await applyConfiguration(
    declarationSchema.parse({ users: [root], clients: [consoleClient] }),
    admin,
  );
  token = await admin.tokenOf(root.email);
});
afterAll(() => admin.close());

beforeEach(() => admin.sql`delete from mails`);

/** A mail that the server refused. */
async function failed(
  fields: { kind?: 'reset-password' | 'account-deleted'; minutes?: number } = {},
) {
  const { kind = 'reset-password', minutes = 15 } = fields;
  const { mail, sql, clock } = admin;
  const order = { to: 'ada@mail.example', language: 'en', network: null };
  const queued =
    kind === 'reset-password'
      ? await mail.queue(sql, {
          ...{ ...order, kind, parameters: { link: 'https://id.example/k3y' } },
          expiresAt: new Date(+clock.now() + minutes * 60_000),
        })
      : await mail.queue(sql, { ...order, kind, parameters: { at: clock.now() }, expiresAt: null });
  const { id } = queued as { id: string };
  await sql`
    update mails set status = 'failed', last_error = '550 unknown', attempts = 1, ended_at = now()
    where id = ${id}`;
  // The limits of a recipient are not what is tested here.
  await sql`delete from mail_limits`;
  return id;
}

const list = async (query = '') => {
  const answer = await admin.call('GET', `/mails${query}`, { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: { id: string }[]; next_cursor: string | null };
};
const retry = (id: string) => admin.call('POST', `/mails/${id}/retry`, { token });

test('lists what failed, page by page, and nothing of what it says', async () => {
  const ids = [await failed(), await failed(), await failed()];
  const first = await list('?limit=2');
  expect(first.items[0]).toMatchObject({
    ...{ kind: 'reset-password', recipient: 'ada@mail.example', status: 'failed', attempts: 1 },
    ...{ last_error: '550 unknown', next_attempt_at: null, ended_at: expect.any(String) },
  });
  const second = await list(`?limit=2&cursor=${first.next_cursor}`);
  expect(second.next_cursor).toBe(null);
  expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(JSON.stringify([first, second])).not.toMatch(/k3y|sealed/);
  expect((await list('?status=sent')).items).toEqual([]);
});

test('one that still works is tried again, once, and that is audited', async () => {
  const id = await failed();
  const answers = await Promise.all([retry(id), retry(id), retry(id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  expect((await list('?status=queued')).items).toMatchObject([{ id, attempts: 1 }]);
  const events = await admin.sql`select subjects from audit_events where action = 'mail.retry'`;
  expect(events).toEqual([{ subjects: [`mail:${id}`] }]);
});

test('one whose link has died is not', async () => {
  const id = await failed({ minutes: 1 });
  await admin.sql`update mails set deliver_before = now() - interval '1 second'`;
  const answer = await retry(id);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    error_description: expect.stringContaining('ask for a new one'),
  });
});

test('a notice works as long as it is kept', async () => {
  const id = await failed({ kind: 'account-deleted' });
  await admin.sql`update mails set deliver_before = now() - interval '1 second'`;
  expect((await retry(id)).status).toBe(204);
  const rows =
    await admin.sql`select from mails where deliver_before > now() + interval '23 hours'`;
  expect(rows).toHaveLength(1);
});

test('what there is not is not found', async () => {
  expect((await retry('00000000-0000-4000-8000-000000000000')).status).toBe(404);
  expect((await retry('1')).status).toBe(400);
  expect((await admin.call('GET', '/mails?status=lost', { token })).status).toBe(400);
});
