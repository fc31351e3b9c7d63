import { connect } from '../../packages/issuer/src/database/connection.ts';

/**
 * What some years leave behind, as far as lists show it: people with names short and long, groups in
 * groups, sessions, links and mails in every state. The same each time, but for when it was.
 */
export async function fillDirectory(url: string): Promise<void> {
  const sql = connect({ url, max: 1 });
  const filling = sql.unsafe(`
    set session_replication_role = replica;
    create temporary table them as
      select n, overlay(overlay(md5('person ' || n) placing '4' from 13) placing '8' from 17)::uuid as id, sha256(('person ' || n)::bytea) as hash,
        first || ' ' || last as name,
        lower(translate(first || '.' || last, 'äöüßéçñøł ''-', 'aousecnol')) || '@'
          || (array['acme.example', 'example.org', 'universitaetsklinikum-schleswig-holstein.example'])[1 + n % 3] as email,
        now() - (n * n % 20000) * interval '7 minutes' as at
      from (select n,
        (array['Aiko', 'Björn', 'Chiara', 'Dagmar', 'Emre', 'Françoise', 'Grace', 'Hannelore', 'Iñaki',
          'Jürgen', 'Katarzyna', 'Leïla', 'Maximilian', 'Nguyễn', 'Olúwaṣeun'])[1 + n % 15] as first,
        (array['Lovelace', 'Öztürk', 'van der Westhuizen', 'Müller-Lüdenscheidt', 'Li', 'O''Connor',
          'Straße'])[1 + n % 7] as last
      from generate_series(1, 105) n) named;
    insert into users (id, email, email_verified, name, created_at, disabled_at)
      select id, n || '.' || email, n % 9 > 0, name, at, case when n % 17 = 0 then at end from them;
    insert into user_addresses (user_id, email)
      select id, n || '.' || email from them where n % 9 > 0;
    insert into roles (name, declared) values ('accounting', false), ('auditor', false),
      ('night-shift', false), ('order-manager', false), ('warehouse', false);
    insert into role_permissions (role, permission) values ('accounting', 'orders:read'),
      ('accounting', 'orders:refund'), ('auditor', 'orders:read'), ('order-manager', 'orders:read'),
      ('order-manager', 'orders:create');
    insert into groups (name, parent, declared) values ('europe', 'staff', false),
      ('germany', 'europe', false), ('support-hamburg', 'germany', false),
      ('warehouse-rotterdam', 'europe', false), ('externals', null, false);
    insert into group_roles (group_name, role) values ('europe', 'order-manager'),
      ('support-hamburg', 'support'), ('warehouse-rotterdam', 'warehouse');
    insert into group_members (user_id, group_name)
      select id, (array['staff', 'germany', 'support-hamburg', 'warehouse-rotterdam'])[1 + n % 4]
      from them where n % 2 = 0;
    insert into user_roles (user_id, role)
      select id, (array['support', 'accounting'])[1 + n % 2] from them where n % 5 = 0;
    insert into organizations (id, key, name, created_at, disabled_at) values
      (md5('acme')::uuid, 'acme', 'Acme Ltd', now() - interval '400 days', null),
      (md5('uksh')::uuid, 'uksh', 'Universitätsklinikum Schleswig-Holstein', now() - interval '90 days', null),
      (md5('initech')::uuid, 'initech', 'Initech', now() - interval '2 days', now());
    insert into organization_members (organization_id, user_id, joined_at)
      select md5('acme')::uuid, id, at from them where n % 8 = 0;
    insert into organization_roles (organization_id, user_id, role)
      select md5('acme')::uuid, id, 'support' from them where n % 16 = 0;
    insert into organization_domains (domain, organization_id, admits)
      values ('acme.example', md5('acme')::uuid, true);
    insert into sessions (token_hash, id, user_id, amr, auth_time, created_at, seen_at, expires_at,
        client_id, user_agent, address)
      select hash, id, id, '{pwd}', at, at, greatest(at, now() - n * interval '11 minutes'),
        now() + interval '11 hours', (array['shop-web', 'shop-cli', 'sallyport-console'])[1 + n % 3],
        (array[
          'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
          'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
          'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'])[1 + n % 3],
        (array['192.0.2.17', '2001:db8:85a3::8a2e:370:7334', '198.51.100.203'])[1 + n % 3]
      from them where n % 3 <> 1 and n < 60;
    insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
        authorization_details, uses, used, token_lifetime, subject, metadata, created_at,
        redeemable_until, revoked_at, expires_at)
      select id, hash, 'shop-api', 'https://shop.example.test:41873/', 'https://shop.example.test:41873',
        'https://orders.example', (array['{orders:read}', '{orders:read,orders:refund}']::text[])[1 + n % 2]::text[],
        jsonb_build_array(jsonb_build_object('type', 'order', 'identifier', (4200 + n)::text, 'actions', array['read'])),
        1 + n % 3, case when n % 4 = 1 then 1 + n % 3 else 0 end, 60,
        case when n % 2 = 0 then 'order-' || (4200 + n) end, '{}', now() - n * interval '5 hours',
        now() + (n % 4 - 1) * interval '1 day' + interval '1 hour',
        case when n % 4 = 2 then now() - interval '1 hour' end, now() + interval '9 days'
      from them where n < 25;
    insert into mails (id, kind, language, recipient, status, attempts, created_at, next_attempt_at,
        deliver_before, ended_at, last_error, expires_at)
      select id, (array['reset-password', 'invitation', 'confirm-address'])[1 + n % 3], 'en', email,
        'failed', 1 + n, at, at, now() + interval '1 hour', now(),
        (array['550 5.1.1 The email account that you tried to reach does not exist.',
          'connect ECONNREFUSED 127.0.0.1:9'])[1 + n % 2], now() + interval '20 days'
      from them where n < 6;
    insert into invitations (id, email, name, roles, groups, invited_by, inviter, language, created_at,
        sent_at, expires_at, accepted_at, withdrawn_at)
      select id, 'new.' || email, case when n % 2 = 0 then name end, '{support}',
        case when n % 3 = 0 then '{support-hamburg}'::text[] else '{}' end, 'configuration', 'Admin', 'en',
        at, at, now() + (n % 3 - 1) * interval '2 days', case when n % 4 = 0 then at end,
        case when n % 4 = 1 then at end
      from them where n < 12;
    insert into former_users (id, ended_at, ended_by, merged_into)
      select md5('former ' || n)::uuid, at,
        (array['user:' || md5('former ' || n)::uuid, 'configuration', 'user:' || id, 'client:provisioning'])[1 + n % 4],
        case when n % 4 = 2 then id end
      from them where n < 9;
    insert into waiting_people (id, email, name, language, joined_at)
      select id, 'later.' || email, name, 'de', at from them where n < 4;
    insert into passkeys (id, user_id, credential_id, public_key, counter, transports, aaguid,
        backup_eligible, backed_up, user_verified, name, created_at, last_used_at)
      select id, id, hash, hash, 0, '{internal}', id, true, n % 2 = 0, true, 'iCloud Keychain', at, at
      from them where n % 7 = 0;
    insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
      select now() - n * interval '17 minutes',
        (array['session.start', 'session.refuse', 'role.update', 'user.update', 'role.assign', 'client.update'])[1 + n % 6],
        'user:' || (select id from users where email = 'admin@example.com'),
        case n % 6 when 2 then array['role:order-manager'] when 5 then array['client:shop-web']
          when 4 then array['role:support', 'user:' || id] else array['user:' || id] end,
        (array['{}', '{}', '{"added":["orders:create"],"removed":["orders:refund"]}',
          '{"before":{"name":"Bob"},"after":{"name":"Robert"}}', '{}', '{"changed":["redirect_uris"]}']::jsonb[])[1 + n % 6],
        '192.0.2.17', '192.0.2.17', 'Mozilla/5.0'
      from them;
    drop table them;
    reset session_replication_role`);
  await filling.finally(() => sql.end());
}
