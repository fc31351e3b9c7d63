import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../testing/issuer.ts';
import { shop } from '../../../testing/shop.ts';
import { until } from '../../../testing/until.ts';
import { removeEndedRolesOfClients } from './clients/remove-ended-roles.service.ts';
import { createPartitions } from './database/partitions.ts';
import { removeEnded } from './directory/remove-ended.service.ts';
import { maintain } from './maintenance.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await createPartitions(issuer.context.sql, new Date('2020-01-01T00:00:00Z'));
  expect(await partitions('2020')).not.toHaveLength(0);
});

/** Of all tables, those that begin in this year. */
const partitions = async (year: string) =>
  (
    await issuer.context.sql<{ name: string }[]>`
      select relname as name from pg_inherits join pg_class on oid = inhrelid
      where relkind = 'r' and relname like ${`%\\_${year}____`}`
  ).map(({ name }) => name);

test('begins with the start of a node', async () => {
  const { databaseUrl, secret } = issuer.context.settings;
  const node = await startTestIssuer(shop, { databaseUrl, secret });
  await until(async () => (await partitions('2020')).length === 0);
  await node.close();
});

test('what fails is told of, and stops nothing else', async () => {
  const { sql } = issuer.context;
  await sql`
    create table in_the_way partition of links
    for values from ('2100-01-20 00:00:00Z') to ('2100-02-01 00:00:00Z')`;
  const clock = { ...issuer.clock, now: () => new Date('2100-01-10T12:00:00Z') };
  const metrics = new Metrics();
  await maintain({ ...issuer.context, clock, metrics }, new AbortController().signal);
  const failures = issuer.logged.filter((line) => line.includes('maintenance failed'));
  expect(failures.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      task: 'make partitions',
      err: expect.objectContaining({ type: 'AggregateError' }),
    }),
  ]);
  const runs = metrics.collect().flatMap(({ points }) => points);
  expect(runs.map(({ attributes }) => Object.values(attributes))).toEqual([
    ['make partitions', 'failed'],
    ['drop partitions', 'ok'],
    ['prune changes', 'ok'],
    ['forget mails', 'ok'],
    ['forget throttles', 'ok'],
    ['forget impersonations', 'ok'],
    ['forget device requests', 'ok'],
    ['forget idempotency keys', 'ok'],
    ['forget solutions', 'ok'],
    ['erase personal data', 'ok'],
    ['drop old audit events', 'ok'],
    ['remove ended assignments', 'ok'],
  ]);
  const made = await partitions('2100');
  for (const table of ['links', 'sessions', 'revoked_tokens']) {
    expect(made).toContainEqual(expect.stringMatching(`^${table}_`));
  }
  expect(await partitions('2020')).toEqual([]);
});

test('what ended longer ago than events are kept is removed, and what ended later stays', async () => {
  const { sql } = issuer.context;
  const now = issuer.clock.now().getTime();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  const [user] = await sql<{ id: string }[]>`select id from users order by email limit 1`;
  await sql`insert into roles (name, declared)
    values ('long', false), ('short', false), ('none', false)`;
  await sql`
    insert into client_roles (client_id, role, valid_until, declared)
    select id, 'long', ${daysAgo(100)}, false from clients order by id limit 1`;
  for (const [role, end] of [
    ['long', daysAgo(100)],
    ['short', daysAgo(80)],
    ['none', null],
  ] as const) {
    await sql`
      insert into user_roles (user_id, role, valid_until) values (${user!.id}, ${role}, ${end})`;
  }
  const left = async (retention: number | null) => {
    await removeEnded(retention, issuer.context, [removeEndedRolesOfClients]);
    const rows = await sql<{ role: string }[]>`
      select role from user_roles where role in ('long', 'short', 'none')
      union all select 'client ' || role from client_roles where role = 'long' order by role`;
    return rows.map(({ role }) => role);
  };
  expect(await left(null)).toEqual(['client long', 'long', 'none', 'short']);
  expect(await left(90 * 86_400)).toEqual(['none', 'short']);
});
