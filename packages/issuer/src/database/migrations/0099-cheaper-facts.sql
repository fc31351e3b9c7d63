-- Nodes of the version before run on this.
-- The same answers as before, with less work in the statement of a swap.

-- An expression, and no query: PostgreSQL puts it into the statement that asks. A session is of one server, so that the
-- file with the identifier of the system is read once for each.
create or replace function sallyport_epoch() returns text language sql volatile as $$
  select concat_ws('-',
    coalesce(
      nullif(current_setting('sallyport.system_identifier', true), ''),
      set_config('sallyport.system_identifier', (pg_control_system()).system_identifier::text, false)
    ),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    -- The directory of this database is called by its number.
    split_part(pg_relation_filepath('head'::regclass), '/', -2), 'head'::regclass::oid,
    to_hex((extract(epoch from pg_postmaster_start_time()) * 1000)::bigint))
$$;

-- Each table is read once. An end of a membership is looked at where it stands; above it there is none.
create or replace function effective_roles(for_user uuid, at timestamptz)
returns table (roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  -- `union` drops what was there before, so that a cycle among groups comes to an end.
  with recursive member_of (group_name, valid_until) as (
    select m.group_name, m.valid_until from group_members m
    where m.user_id = for_user and (m.valid_until is null or m.valid_until > at)
    union
    select given.group_name, null::timestamptz from identity_groups given where given.user_id = for_user
    union
    -- `limit 1`, so that each group is looked up in the index: as a join, the planner expects many groups
    -- of a person, and reads the table as a whole.
    select g.parent, null::timestamptz
    from member_of child
    cross join lateral (
      select parent from groups where name = child.group_name and parent is not null limit 1
    ) g
  )
  -- The earliest end of anything that contributes; `least` and `min` pass over nulls.
  select held.roles, within.groups, least(held.valid_until, within.valid_until)
  from (
    select coalesce(array_agg(distinct m.group_name order by m.group_name), '{}') as groups,
      min(m.valid_until) as valid_until
    from member_of m
  ) within
  cross join lateral (
    select coalesce(array_agg(distinct each.role order by each.role), '{}') as roles,
      min(each.valid_until) as valid_until
    from (
      select r.role, r.valid_until from user_roles r
      where r.user_id = for_user and (r.valid_until is null or r.valid_until > at)
      union all
      -- An array, so that each group is looked up in the index and no table is read as a whole.
      select given.role, given.valid_until from group_roles given
      where given.group_name = any (within.groups)
        and (given.valid_until is null or given.valid_until > at)
    ) each
  ) held
$$;

-- Columns by their names: below a `limit`, PostgreSQL carries all others along, as nulls.
create or replace function facts_of_granted_token(of_grant uuid, of_client text, at_api text, at timestamptz,
  grants_from timestamptz, grants_to timestamptz,
  sessions_from timestamptz, sessions_to timestamptz)
returns table (user_id uuid, name text, email text, email_verified boolean, session_id uuid,
  auth_time timestamptz, acr text, roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select users.id, users.name, users.email, users.email_verified, grants.session_id,
    grants.auth_time, grants.acr, held.roles, held.groups,
    least(grants.expires_at, sessions.expires_at, held.valid_until)
  from (
    select g.user_id, g.session_id, g.auth_time, g.acr, g.expires_at from grants g
    where g.id = of_grant and g.client_id = of_client and g.revoked_at is null and g.expires_at > at
      and g.expires_at >= grants_from and g.expires_at < grants_to
      and (at_api is null or at_api = any (g.apis)
        or g.details @> jsonb_build_array(jsonb_build_object('api', at_api))) limit 1
  ) grants
  left join lateral (
    select s.id, s.expires_at from sessions s
    where s.id = grants.session_id and s.ended_at is null and s.expires_at > at
      and s.expires_at >= sessions_from and s.expires_at < sessions_to limit 1
  ) sessions on true
  cross join lateral (
    select u.id, u.name, u.email, u.email_verified from users u
    where u.id = grants.user_id and u.disabled_at is null
      and (grants.session_id is null or sessions.id is not null) limit 1
  ) users
  cross join lateral effective_roles(users.id, at) held
$$;

-- As `shared_audience`, which nodes of the version before use, with the strictest `acr` of all.
create function audience_of(of_api text)
returns table (audiences text[], claims text[], acr text)
language sql stable parallel safe rows 1 as $$
  select array_agg(distinct member.id),
    coalesce(array_agg(distinct claim) filter (where claim is not null), '{}'), max(member.acr)
  from (select id, claims, acr, audience_group from apis where id = of_api limit 1) own
  cross join lateral (
    select own.id, own.claims, own.acr
    union all
    select sibling.id, sibling.claims, sibling.acr from apis sibling
    where sibling.audience_group = own.audience_group and sibling.id <> own.id
  ) member
  left join lateral unnest(member.claims) claim on true
$$;

-- What these hold on resources of an API: `self` and the groups that it is in. Null where that is nothing. It is not
-- inlined, so that a swap for an API without such types does not prepare for it.
create function resources_held(self text, groups text[], of_api text, details jsonb[], at timestamptz,
  asked jsonb, max_each integer)
returns json
language sql stable parallel safe as $$
  select resources_of(by_holder.names, of_api, by_holder.types, at, asked, max_each)
  from (
    select array[self] || array(select 'group:' || name from unnest(groups) name) as names,
      array(select of_type ->> 'type' from unnest(details) of_type) as types
    offset 0
  ) by_holder
  where self is not null
    and exists (select from resource_roles held where held.holder = any (by_holder.names))
$$;
