import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from '../database/connection.ts';
import { runAs, runFrom } from '../runtime/request-source.ts';
import { type AuditEvent, recordAudit } from './audit.service.ts';
import type { AuditFilter } from './audit-search.ts';
import type { Place } from './recorded-event.ts';
import { searchAudit } from './search-audit.service.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url, max: 2 });
  for (const [index, event] of events.entries()) {
    await runFrom(
      () => ({ ...places[index % places.length]!, userAgent: null }),
      () => recordAudit(sql, { ...event, at: at(index) }),
    );
  }
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const at = (index: number) => new Date(Date.UTC(2026, 2, 1, 0, Math.floor(index / 2)));
const places = [
  { address: '198.51.100.1', network: '198.51.100.1' },
  { address: '2001:db8:1:2::5', network: '2001:db8:1:2::/64' },
  { address: '2001:db8:1:2::6', network: '2001:db8:1:2::/64' },
];

/** Two at each minute: 0 and 1, 2 and 3, … */
const events: Omit<AuditEvent, 'at'>[] = [
  { action: 'user.create', actor: 'client:hr', subjects: ['user:1'] },
  { action: 'user.disable', actor: 'user:9', subjects: ['user:1'] },
  { action: 'role.assign', actor: 'user:9', subjects: ['user:1', 'role:support'] },
  { action: 'session.refuse', actor: 'anonymous', subjects: ['user:1'] },
  { action: 'user.enable', actor: 'user:9', subjects: ['user:1', 'user:1'] },
  { action: 'role.assign', actor: 'user:9', subjects: ['user:2', 'role:support'] },
  { action: 'mail.fail', actor: 'issuer', subjects: ['mail:1'] },
];

/** Their places in the list above, newest first, page by page. */
async function find(filter: AuditFilter, limit = 2): Promise<number[]> {
  const found: number[] = [];
  let before: Place | null = null;
  do {
    const page = await searchAudit({ filter, before, limit }, sql);
    found.push(...page.events.map(({ id }) => id - 1));
    before = page.next;
  } while (before);
  return found;
}

test.each<[string, AuditFilter, number[]]>([
  ['nothing', {}, [6, 5, 4, 3, 2, 1, 0]],
  ['an actor', { actor: 'user:9' }, [5, 4, 2, 1]],
  ['a subject, wherever it stands', { subject: 'role:support' }, [5, 2]],
  ['a subject that is named twice', { subject: 'user:1' }, [4, 3, 2, 1, 0]],
  ['an action', { action: 'role.assign' }, [5, 2]],
  ['actions that begin alike', { action: 'user.*' }, [4, 1, 0]],
  ['an action that there is none of', { action: 'nothing.*' }, []],
  ['failures', { outcome: 'failure' }, [6, 3]],
  ['successes', { outcome: 'success' }, [5, 4, 2, 1, 0]],
  ['an address', { address: '198.51.100.1' }, [3, 0]],
  ['an IPv6 address, without its neighbours', { address: '2001:db8:1:2::5' }, [4, 1]],
  ['a network', { address: '2001:db8:1:2::/64' }, [5, 4, 2, 1]],
  ['a time', { from: at(2), until: at(4) }, [3, 2]],
  ['all of it', { subject: 'user:1', actor: 'user:9', action: 'user.*', from: at(2) }, [4]],
])('events are found by %s', async (_, filter, expected) => {
  expect(await find(filter, 1)).toEqual(expected);
  expect(await find(filter, 200)).toEqual(expected);
});

test('a page that has looked at enough says where to go on, and no event is missed or told twice', async () => {
  await sql`
    insert into audit_events (at, action, actor, subjects, detail)
    select '2026-03-02'::timestamptz + n % 7 * interval '1 microsecond', 'token.revoke', 'client:busy',
      array['token:' || n], '{}' from generate_series(1, 4500) n`;
  await sql`
    insert into audit_events (at, action, actor, subjects, detail)
    values ('2026-03-01T12:00:00Z', 'link.revoke', 'client:busy', '{link:rare}', '{}')`;
  const filter = { actor: 'client:busy', action: 'link.revoke' };
  const first = await searchAudit({ filter, before: null, limit: 10 }, sql);
  expect(first.events).toEqual([]);
  expect(first.next).not.toBeNull();
  expect(await find(filter)).toHaveLength(1);
  const all = await find({ action: 'token.*' }, 200);
  expect(all).toHaveLength(4500);
  expect(new Set(all).size).toBe(4500);
});

test('what an application does for a person names both', async () => {
  await runFrom(
    () => ({ ...places[0]!, userAgent: null }),
    () =>
      runAs('client:console', () =>
        recordAudit(sql, { at: at(99), action: 'user.enable', actor: 'user:9', subjects: [] }),
      ),
  );
  const { events: found } = await searchAudit(
    { filter: { from: at(99), action: 'user.enable' }, before: null, limit: 1 },
    sql,
  );
  expect(found).toMatchObject([{ actor: 'user:9', act: 'client:console' }]);
});

test.each([
  `update audit_events set actor = 'user:2' where actor = 'user:9'`,
  `update audit_events set detail = '{}', salt = null where actor = 'user:9'`,
  'delete from audit_events',
  'truncate audit_events',
])('the log is append-only: %s', async (statement) => {
  await expect(sql.unsafe(statement)).rejects.toThrow('The audit log is append-only');
});
