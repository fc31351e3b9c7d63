-- Nodes of the version before run on this.

-- The groups that a person is in because of what an upstream provider said when they last signed in there:
-- one row for each entry of the provider's map that was met. Apart from group_members, which administrators
-- and the configuration file give and take.
create table identity_groups (
  identity_id uuid not null references identities (id) on delete cascade,
  user_id uuid not null references users on delete cascade,
  provider text not null,
  claim text not null,
  value text not null,
  group_name text not null references groups on delete cascade,
  primary key (identity_id, claim, value, group_name)
);
create index on identity_groups (user_id);
create index on identity_groups (group_name);

-- As before, with those groups. They have no end.
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
  direct (role, valid_until) as (
    select r.role, r.valid_until from user_roles r
    where r.user_id = for_user and (r.valid_until is null or r.valid_until > at)
  )
  select
    array(
      select role from direct
      union
      -- An array, so that each group is looked up in the index and no table is read as a whole.
      select given.role from group_roles given
      where given.group_name = any (array(select group_name from member_of))
      order by role
    ),
    array(select distinct group_name from member_of order by group_name),
    -- The earliest end of anything that contributes; `least` passes over nulls.
    least(
      (select min(direct.valid_until) from direct),
      (select min(member_of.valid_until) from member_of)
    )
$$;
