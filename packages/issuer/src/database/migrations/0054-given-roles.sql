-- Nodes of the version before run on this.
-- What an administrator gave to a group or a client is apart from what the file declares, and may end by itself.
alter table group_roles
  add column valid_until timestamptz,
  add column declared boolean not null default true;
alter table client_roles
  add column valid_until timestamptz,
  add column declared boolean not null default true;

-- As before, with roles of groups that end.
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
    select g.parent, child.valid_until
    from member_of child join groups g on g.name = child.group_name
    where g.parent is not null
  ),
  held (role, valid_until) as (
    select r.role, r.valid_until from user_roles r
    where r.user_id = for_user and (r.valid_until is null or r.valid_until > at)
    union all
    -- An array, so that each group is looked up in the index and no table is read as a whole.
    select given.role, given.valid_until from group_roles given
    where given.group_name = any (array(select group_name from member_of))
      and (given.valid_until is null or given.valid_until > at)
  )
  select
    array(select distinct role from held order by role),
    array(select distinct group_name from member_of order by group_name),
    -- The earliest end of anything that contributes; `least` passes over nulls.
    least(
      (select min(held.valid_until) from held),
      (select min(member_of.valid_until) from member_of)
    )
$$;

-- What a client holds by itself, and the earliest end of any of it.
create function client_facts(of_client text, at timestamptz)
returns table (roles text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select coalesce(array_agg(held.role order by held.role), '{}'), min(held.valid_until)
  from client_roles held
  where held.client_id = of_client and (held.valid_until is null or held.valid_until > at)
$$;

-- For nodes of the version before.
create or replace function client_token_facts(of_client text)
returns table (roles text[])
language sql stable parallel safe rows 1 as $$
  select array(select held.role from client_roles held
    where held.client_id = of_client and (held.valid_until is null or held.valid_until > now()))
$$;

create or replace function link_token_facts(of_link uuid, of_client text, at_api text, at timestamptz,
  links_from timestamptz, links_to timestamptz)
returns table (link_id uuid, subject text, permissions text[], details jsonb, roles text[],
  valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select links.id, links.subject, links.permissions, links.authorization_details, held.roles,
    least(links.expires_at, held.valid_until)
  from (
    select * from links l
    where l.id = of_link and l.client_id = of_client and l.revoked_at is null and l.expires_at > at
      and l.expires_at >= links_from and l.expires_at < links_to
      and (at_api is null or l.api_id = at_api) limit 1
  ) links
  cross join lateral client_facts(of_client, at) held
$$;

create index groups_by_parent on groups (parent);
-- For lists of those who have a role, in pages.
create index user_roles_by_role on user_roles (role, user_id);
drop index user_roles_role_idx;
create index group_members_by_group on group_members (group_name, user_id);
drop index group_members_group_name_idx;
create index identity_groups_by_group on identity_groups (group_name, user_id);
drop index identity_groups_group_name_idx;
create index clients_by_api on clients using gin ((apis || serves));
