import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { assignmentRow, type UserDetails, userRow } from './user.ts';

/** JSON carries a time as text. */
const given = assignmentRow.extend({ validUntil: z.coerce.date<string>().nullable() });

const parseDetails = rowParser(
  'users',
  'id',
  userRow.extend({
    roles: z.array(given),
    groups: z.array(given),
    providerGroups: z.array(z.object({ name: z.string(), provider: z.string() })),
    effectiveRoles: z.array(z.string()),
    effectiveGroups: z.array(z.string()),
    permissions: z.record(z.string(), z.array(z.string())),
    validUntil: z.date().nullable(),
  }),
);

/** In one statement, so that what follows is seen to follow from what was given. */
export async function readUserDetails(
  sql: Queryable,
  id: string,
  now: Date,
): Promise<UserDetails | null> {
  const [row] = await sql`
    select users.id, email, email_verified as "emailVerified", name,
      disabled_at is not null as disabled, disabled_until as "disabledUntil",
      must_change_password as "mustChangePassword", declared,
      created_at as "createdAt",
      (select coalesce(json_agg(json_build_object('name', role, 'validUntil', r.valid_until,
          'declared', r.declared) order by role), '[]')
        from user_roles r where r.user_id = users.id) as roles,
      (select coalesce(json_agg(json_build_object('name', group_name, 'validUntil', m.valid_until,
          'declared', m.declared) order by group_name), '[]')
        from group_members m where m.user_id = users.id) as groups,
      (select coalesce(json_agg(distinct jsonb_build_object('name', group_name,
          'provider', provider)), '[]')
        from identity_groups g where g.user_id = users.id) as "providerGroups",
      held.roles as "effectiveRoles", held.groups as "effectiveGroups",
      held.valid_until as "validUntil",
      (select coalesce(json_object_agg(api_id, given), '{}') from (
        select api_id, array_agg(distinct permission order by permission) as given
        from role_permissions join api_permissions using (permission)
        where role = any(held.roles) group by api_id order by api_id) at_api) as permissions
    from users cross join lateral effective_roles(users.id, ${now}) held
    where users.id = ${id}`;
  if (!row) return null;
  const { effectiveRoles, effectiveGroups, validUntil, permissions, ...user } = parseDetails(row);
  return {
    ...user,
    effective: { roles: effectiveRoles, groups: effectiveGroups, permissions, validUntil },
  };
}
