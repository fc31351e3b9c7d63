-- Nodes of the version before run on this.
-- As before. With 10,000 groups, each swap read all of them.
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
    select g.parent, child.valid_until
    from member_of child
    cross join lateral (select parent from groups where name = child.group_name limit 1) g
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
