import { connect } from '../database/connection.ts';

/** For all statements, which are one message: an answer comes after the last one. */
const maxFillMs = 120_000;

/**
 * Rows as years of use would leave them, `count` in each table that grows with use: other people,
 * other clients, other tokens than those of the tests. What expires lies in all partitions. Others
 * are made from `first` on. On a connection of its own: setting the role drops kept plans.
 */
export async function fillTables(url: string, count: number, first = 1): Promise<void> {
  const sql = connect({ url, max: 1 });
  const session = await sql.reserve(maxFillMs);
  // Nothing that a row refers to is looked up, and each is written once.
  const filling = session.unsafe(`
    set session_replication_role = replica;
    create temporary table numbers as
      select n, overlay(overlay(md5('row ' || n) placing '4' from 13) placing '8' from 17)::uuid as id, sha256(n::text::bytea) as hash,
        now() - interval '1 hour' as begun
      from generate_series(${first}, ${first + count - 1}) n;
    insert into users (id, email, email_verified, name, created_at)
      select id, n || '@filled.example', n % 2 = 0, 'Filled', begun - n * interval '1 second'
      from numbers;
    insert into user_addresses (user_id, email)
      select id, n || '@filled.example' from numbers where n % 2 = 0;
    insert into user_roles (user_id, role)
      select id, case when n % 100 = 0 then 'support' else 'customer' end from numbers;
    insert into group_members (user_id, group_name) select id, 'customers' from numbers;
    insert into identities (issuer, subject, user_id, linked_at)
      select 'https://filled.example', n::text, id, begun from numbers;
    insert into identity_groups (identity_id, user_id, provider, claim, value, group_name)
      select id, id, 'acme', 'groups', 'customers', 'customers' from numbers;
    insert into clients (id, name, type, auth_method, grants, link_origins, declared)
      select 'client ' || n, 'Filled', 'web', 'client_secret_basic', '{authorization_code}',
        array['https://client' || n || '.example'], false
      from numbers;
    insert into client_roles (client_id, role) select 'client ' || n, 'support' from numbers;
    insert into resource_roles (user_id, type, identifier, role)
      select id, 'order', n::text, 'support' from numbers;
    insert into organizations (id, key, name, created_at)
      select id, 'filled-' || n, 'Filled', begun from numbers;
    insert into organization_members (organization_id, user_id, joined_at)
      select id, id, begun from numbers;
    insert into organization_domains (domain, organization_id, admits)
      select 'filled-' || n || '.example', id, true from numbers;
    insert into organization_roles (organization_id, user_id, role)
      select id, id, 'support' from numbers;
    insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
      select hash, id, id, '{pwd}', begun, begun, now() + n % 30 * interval '1 day' from numbers;
    insert into remembered_devices (id, user_id, credential_version, token_hash, created_at,
        used_at, expires_at)
      select id, id, 0, hash, begun, begun, now() + n % 90 * interval '1 day' from numbers;
    insert into authorization_requests (id_hash, browser_hash, parameters, created_at, expires_at)
      select hash, hash, '{"clientId": "client 1"}', begun, now() + n % 2 * interval '1 day'
      from numbers;
    insert into federation_attempts (state_hash, browser_hash, provider, secrets, expires_at)
      select hash, hash, 'acme', hash, now() + n % 2 * interval '1 day' from numbers;
    insert into grants (id, client_id, user_id, session_id, scope, apis, amr, auth_time,
        created_at, expires_at)
      select id, 'client ' || n, id, id, '{openid}', '{}', '{pwd}', begun, begun,
        now() + n % 90 * interval '1 day'
      from numbers;
    insert into authorization_codes (hash, grant_id, client_id, redirect_uri, expires_at)
      select hash, id, 'client ' || n, 'https://filled.example/', now() + n % 2 * interval '1 day'
      from numbers;
    insert into device_requests (id, code_hash, user_code, client_id, parameters, address, network,
        created_at, expires_at, poll_interval)
      select id, hash, 'code ' || n, 'client ' || n, '{"scope": [], "apis": []}', '192.0.2.7',
        '192.0.2.7', begun, now() + n % 30 * interval '1 minute', 5
      from numbers;
    insert into refresh_tokens (hash, grant_id, client_id, idle_expires_at, expires_at)
      select hash, id, 'client ' || n, now() + interval '30 days',
        now() + n % 90 * interval '1 day'
      from numbers;
    insert into revoked_tokens (id, expires_at)
      select n::text, now() + n % 2 * interval '1 day' from numbers;
    insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
        authorization_details, uses, token_lifetime, metadata, created_at, redeemable_until,
        expires_at)
      select id, hash, 'shop-api', 'https://shop.example/', 'https://shop.example',
        'https://orders.example', '{}', '[]', 1, 60, '{}', begun, begun,
        now() + n % 30 * interval '1 day'
      from numbers;
    insert into link_redemptions (link_id, retry_hash, token_id, redeemed_at, expires_at)
      select id, hash, n::text, begun, now() + n % 30 * interval '1 day' from numbers;
    insert into throttles (key, failures, window_ends)
      select n::text, 1, begun + interval '1 day' from numbers;
    insert into mails (id, kind, language, recipient, status, created_at, next_attempt_at,
        deliver_before, ended_at, expires_at)
      select id, 'reset-password', 'en', n || '@filled.example',
        case when n % 10 = 0 then 'failed' else 'sent' end, begun, begun, begun, begun,
        now() + n % 30 * interval '1 day'
      from numbers;
    insert into mail_limits (bucket, empty_at)
      select 'recipient day ' || n, now() + interval '1 day' from numbers;
    insert into one_time_codes (id, purpose, link_hash, code_hash, interaction_hash, browser_hash,
        email, created_at, expires_at)
      select id, 'email-code', hash, hash, hash, hash, n || '@filled.example', begun,
        now() + n % 30 * interval '1 day'
      from numbers;
    insert into accepted_terms (user_id, version, accepted_at) select id, '1', begun from numbers;
    insert into invitations (id, email, invited_by, language, created_at, sent_at, expires_at,
        accepted_at)
      select id, n || '@filled.example', 'user:1', 'en', begun - n * interval '1 second', begun,
        begun, begun
      from numbers;
    insert into waiting_people (id, email, name, language, joined_at)
      select id, n || '@filled.example', 'Filled', 'en', begun from numbers;
    with written as (
      insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
      select begun, 'session.start', 'user:' || id, array['user:' || id], '{}', '192.0.2.7',
        '192.0.2.7', 'Mozilla/5.0' from numbers
      returning subjects[1] as subject, at, id
    )
    insert into audit_event_subjects (subject, at, event_id) select subject, at, id from written;
    insert into spent_solutions (hash, subject, expires_at)
      select sha256(convert_to('solution ' || n, 'UTF8')), hash, now() + interval '1 hour' from numbers;
    drop table numbers;
    reset session_replication_role`);
  await filling.finally(() => {
    session.release();
    return sql.end();
  });
}
