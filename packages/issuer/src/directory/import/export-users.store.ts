import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { type ExportedUser, exportedUserRow } from './exported-user.ts';

const parseExported = rowParser('users', 'id', exportedUserRow);

export interface ExportPage {
  /** The id of the last one of the page before. */
  after: string | null;
  limit: number;
  passwordHashes: boolean;
}

/** In the order of their ids. A password that waits to be hashed has no hash yet. */
export async function readExported(
  sql: Queryable,
  { after, limit, passwordHashes }: ExportPage,
): Promise<ExportedUser[]> {
  const rows = await sql`
    select id, email, email_verified as "emailVerified", name,
      array(select email from user_addresses where user_id = users.id
        and lower(email collate "C") <> lower(users.email collate "C") order by email) as "otherEmails",
      case when ${passwordHashes} and password_hash not like 'pending:%' then password_hash end
        as "passwordHash",
      must_change_password as "mustChangePassword", disabled_at is not null as disabled,
      created_at as "createdAt", locale, profile,
      (select coalesce(jsonb_agg(jsonb_build_object('name', role, 'valid_until', valid_until)
        order by role), '[]') from user_roles where user_id = users.id) as roles,
      (select coalesce(jsonb_agg(jsonb_build_object('name', group_name, 'valid_until', valid_until)
        order by group_name), '[]') from group_members where user_id = users.id) as groups,
      (select coalesce(jsonb_agg(jsonb_build_object('provider', provider.id, 'subject', subject)
        order by linked_at, subject), '[]')
        from identities cross join lateral (
          select min(id) as id from providers where providers.issuer = identities.issuer) provider
        where user_id = users.id and provider.id is not null) as identities
    from users
    ${after === null ? sql`` : sql`where id > ${after}`}
    order by id limit ${limit}`;
  return rows.map(parseExported);
}
