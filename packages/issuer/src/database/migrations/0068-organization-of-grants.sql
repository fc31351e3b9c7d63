-- Nodes of the version before run on this.
-- The organization that a grant is for, as its person and client chose it. A node of the version before does
-- not know it, and hands out tokens without one: these allow what the person has everywhere, and no more.
-- There is no foreign key: what is deleted is not found, and such a grant is refused.
alter table grants add column organization_id uuid;

-- What a member has within an organization, beside what they have everywhere: no row where it is gone or
-- disabled, or they are no member. Each row is looked up by its key, as in `facts_of_granted_token`.
create function organization_facts(of_organization uuid, of_user uuid, at timestamptz)
returns table (id uuid, key text, name text, roles text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select organizations.id, organizations.key, organizations.name, held.roles, held.valid_until
  from (
    select * from organizations o
    where o.id = of_organization and o.disabled_at is null limit 1
  ) organizations
  cross join lateral (
    select from organization_members m
    where m.organization_id = organizations.id and m.user_id = of_user limit 1
  ) member
  cross join lateral (
    select coalesce(array_agg(distinct given.role), '{}') as roles,
      min(given.valid_until) as valid_until
    from (
      select r.role, r.valid_until from organization_roles r
      where r.organization_id = organizations.id and r.user_id = of_user
      union all
      select r.role, r.valid_until from organization_roles r
      where r.organization_id = organizations.id and r.user_id is null
    ) given
    where given.valid_until is null or given.valid_until > at
  ) held
$$;
