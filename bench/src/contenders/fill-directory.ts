import type { Session, Sql } from '../../../packages/issuer/src/database/connection.ts';
import { ordersApi, webClient } from './sallyport.ts';

export interface Sizes {
  people: number;
  groups: number;
  roles: number;
}

/** A group for 100 people, a role for 1,000. */
export const sizesFor = (people: number): Sizes => ({
  people,
  groups: Math.ceil(people / 100),
  roles: Math.ceil(people / 1_000),
});

/** Whose permissions are read, each with a grant. */
export interface Member {
  grant: string;
  email: string;
  name: string;
}

/** People in a statement. */
const slice = 20_000;
/** On a machine that does other things, too. */
const maxStatementMs = 300_000;
const permissions = 200;
const permissionsOfRole = 4;
const groupsOfPerson = 3;
/** Of groups without a parent. With four children each, 10,000 groups are five deep. */
const top = 40;
const syllables = 'ka lo mi ren sa tor vel an bri dor el fen gar hil jo nes pa qui stu wen'.split(
  ' ',
);

/**
 * People with names of random syllables, each in three groups and with a role of their own; each group with a role.
 *
 * @param grantsEnd when the grants of `count` random people expire
 * @returns those people
 */
export async function fillDirectory(
  connections: Sql,
  sizes: Sizes,
  chosen: { count: number; grantsEnd: Date },
): Promise<Member[]> {
  const session = await connections.reserve(maxStatementMs);
  try {
    return await fill(session, sizes, chosen);
  } finally {
    session.release();
  }
}

async function fill(
  sql: Session,
  { people, groups, roles }: Sizes,
  { count, grantsEnd }: { count: number; grantsEnd: Date },
): Promise<Member[]> {
  // Of this connection alone. What is written refers to nothing that is not there.
  await sql.unsafe('set statement_timeout = 0');
  await sql.unsafe('set session_replication_role = replica');
  await sql`
    insert into api_permissions (api_id, permission)
    select ${ordersApi}, 'bench:' || n from generate_series(1, ${permissions}::int) n`;
  await sql`
    insert into roles (name, declared) select 'role-' || n, false from generate_series(1, ${roles}::int) n`;
  await sql`
    insert into role_permissions (role, permission)
    select 'role-' || n, 'bench:' || ((n * 7 + k * 41) % ${permissions}::int + 1)
    from generate_series(1, ${roles}::int) n, generate_series(1, ${permissionsOfRole}::int) k`;
  await sql`
    insert into groups (name, parent, declared)
    select 'group-' || n,
      case when n > ${top}::int then 'group-' || ((n - ${top}::int - 1) / 4 + 1) end, false
    from generate_series(1, ${groups}::int) n`;
  await sql`
    insert into group_roles (group_name, role)
    select 'group-' || n, 'role-' || (n % ${roles}::int + 1) from generate_series(1, ${groups}::int) n`;
  await sql.unsafe(
    'create temporary table numbers (n int primary key, id uuid, first text, last text)',
  );
  // Half of the time, if each row is put into each of them.
  const indexes = await dropIndexes(sql);
  for (let from = 1; from <= people; from += slice) {
    await fillPeople(sql, { people, groups, roles }, from, Math.min(from + slice - 1, people));
  }
  for (const { definition } of indexes) await sql.unsafe(definition);
  const members = await sql<Member[]>`
    with chosen as (select * from numbers order by random() limit ${count}), made as (
      insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
      select id, ${webClient.id}, id, '{openid}', ${[ordersApi]}::text[], '{pwd}', now(), now(), ${grantsEnd}
      from chosen
    )
    select id as grant, lower(first || '.' || last) || n || '@people.example' as email,
      first || ' ' || last as name
    from chosen`;
  await sql.unsafe('drop table numbers');
  await sql.unsafe('reset session_replication_role');
  // What the server does by itself within the hour. Before, the first who reads a page also writes it, to note whose rows are valid.
  await sql.unsafe('vacuum (analyze) users, user_addresses, user_roles, group_members, grants');
  await sql.unsafe(
    'vacuum (analyze) roles, role_permissions, groups, group_roles, api_permissions',
  );
  await sql.unsafe('reset statement_timeout');
  return members;
}

/** Of the tables that grow with people. */
async function dropIndexes(sql: Session): Promise<{ definition: string }[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = any (array['users', 'user_addresses', 'user_roles', 'group_members']::regclass[])
      and not exists (select from pg_constraint where conindid = indexrelid)`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  return indexes;
}

async function fillPeople(
  sql: Session,
  { groups, roles }: Sizes,
  first: number,
  last: number,
): Promise<void> {
  await sql`
    insert into numbers
    select n, gen_random_uuid(), initcap(${word(sql)}), initcap(${word(sql)})
    from generate_series(${first}::int, ${last}::int) n`;
  const numbers = sql`(select * from numbers where n between ${first} and ${last}) numbers`;
  await sql`
    insert into users (id, email, email_verified, name, created_at)
    select id, lower(first || '.' || last) || n || '@people.example', true, first || ' ' || last,
      now() - n * interval '1 second'
    from ${numbers}`;
  await sql`
    insert into user_addresses (user_id, email)
    select id, lower(first || '.' || last) || n || '@people.example' from ${numbers}`;
  await sql`
    insert into user_roles (user_id, role)
    select id, 'role-' || (n % ${roles}::int + 1) from ${numbers}`;
  await sql`
    insert into group_members (user_id, group_name)
    select id, 'group-' || ((n::bigint * 31 + k * 7919) % ${groups}::int + 1)
    from ${numbers}, generate_series(1, ${groupsOfPerson}::int) k
    on conflict do nothing`;
}

const syllable = (sql: Session) =>
  sql`(${syllables}::text[])[1 + floor(random() * ${syllables.length}::int)::int]`;

const word = (sql: Session) => sql`${syllable(sql)} || ${syllable(sql)} || ${syllable(sql)}`;
