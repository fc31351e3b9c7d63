-- What a user holds at a moment: always one row. `stable`, so that it reads the snapshot of the
-- statement that calls it, and `rows 1`, so that the planner can inline it into that statement.

create function effective_roles(for_user uuid, at timestamptz)
returns table (roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  -- `union` drops what was there before, so that a cycle among groups comes to an end.
  with recursive member_of (group_name, valid_until) as (
    select m.group_name, m.valid_until from group_members m
    where m.user_id = for_user and (m.valid_until is null or m.valid_until > at)
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
