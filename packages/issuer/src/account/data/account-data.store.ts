import type { Queryable } from '../../database/connection.ts';
import type { Fragment } from '../../database/statement.ts';

/** Of each list, the newest that are handed out: a file has an end. */
const maxRows = 5_000;

/**
 * All that is kept of a person, as a JSON object: what was told of them, what they sign in with (never the
 * secret of it), and what has happened, without where an administrator did it. Mails are those to addresses
 * that are proved to be theirs: others may have had mails at one that is not, or had this one before them.
 * One statement, so that it is of one moment.
 *
 * @returns null where there is no such person
 */
export async function readAccountData(
  sql: Queryable,
  { userId }: { userId: string },
): Promise<object | null> {
  const rows = (of: Fragment) => sql`
    (select coalesce(json_agg(listed), '[]') from (${of} limit ${maxRows}) listed)`;
  const [row] = await sql<{ data: object }[]>`
    select json_build_object(
      'account', json_build_object('id', id, 'email', email, 'email_verified', email_verified,
        'name', name, 'locale', locale, 'theme', theme, 'profile', profile,
        'created_at', created_at, 'password_changed_at', password_changed_at,
        'has_password', password_hash is not null),
      'addresses', array(select email from user_addresses where user_id = users.id order by email),
      'accepted_terms', ${rows(sql`
        select version, accepted_at from accepted_terms where user_id = users.id`)},
      'roles', ${rows(sql`
        select role as name, valid_until from user_roles where user_id = users.id`)},
      'roles_on_one_thing', ${rows(sql`
        select role as name, type, identifier, valid_until from resource_roles
        where user_id = users.id`)},
      'organizations', ${rows(sql`
        select key, organizations.name, joined_at, array(
          select role from organization_roles held where held.user_id = member.user_id
            and held.organization_id = member.organization_id order by role) as roles
        from organization_members member join organizations on id = organization_id
        where member.user_id = users.id`)},
      'groups', ${rows(sql`
        select group_name as name, valid_until from group_members where user_id = users.id`)},
      'connected_accounts', ${rows(sql`
        select issuer, subject, email, linked_at, used_at from identities
        where user_id = users.id`)},
      'groups_of_connected_accounts', ${rows(sql`
        select provider, claim, value, group_name as name from identity_groups
        where user_id = users.id`)},
      'passkeys', ${rows(sql`
        select name, transports, backed_up, created_at, last_used_at from passkeys
        where user_id = users.id`)},
      'authenticator_app', ${rows(sql`
        select created_at as set_up_at from totp_secrets where user_id = users.id`)},
      'recovery_codes_left', (
        select count(*) from recovery_codes where user_id = users.id and used_at is null),
      'remembered_devices', ${rows(sql`
        select user_agent, address, network, created_at, used_at, expires_at
        from remembered_devices where user_id = users.id order by used_at desc`)},
      'sessions', ${rows(sql`
        select user_agent, address, network, client_id as application, amr, acr, created_at,
          auth_time as signed_in_at, seen_at, ended_at, expires_at
        from (select * from sessions where user_id = users.id offset 0) sessions
        order by auth_time desc`)},
      'administrators_who_acted', ${rows(sql`
        select reason, created_at, expires_at from impersonations
        where user_id = users.id and session_id is not null`)},
      'consents', ${rows(sql`
        select client_id as application, scope, apis, details as authorization_details, given_at
        from consents
        where user_id = users.id`)},
      'applications', ${rows(sql`
        select client_id as application, scope, apis, details as authorization_details, created_at,
          revoked_at, expires_at
        from (select * from grants where user_id = users.id offset 0) grants
        order by created_at desc`)},
      'mails', ${rows(sql`
        select kind, recipient, language, status, created_at, ended_at from mails
        where recipient in (select email from user_addresses where user_id = users.id)
          and created_at >= users.created_at order by created_at desc`)},
      'events', ${rows(sql`
        select at, action, subjects, detail, source.* from audit_events
        left join lateral (select address, network, user_agent) source
          on actor in ('user:' || users.id, 'anonymous') or starts_with(actor, 'provider:')
        where audited_user(subjects) = 'user:' || users.id order by id desc`)}
    ) as data
    from users where id = ${userId}`;
  return row?.data ?? null;
}
