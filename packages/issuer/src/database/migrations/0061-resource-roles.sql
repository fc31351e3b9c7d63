-- Nodes of the version before run on this.
-- A role on one resource, for a user, a group or a client: it gives there what its permissions stand for, as
-- the type of the resource says, and nothing anywhere else.
create table resource_roles (
  id bigint generated always as identity,
  -- As the audit log names who has it: one of the three below.
  holder text not null generated always as (
    coalesce('user:' || user_id::text, 'group:' || group_name, 'client:' || client_id)) stored,
  user_id uuid references users on delete cascade,
  group_name text references groups on delete cascade,
  client_id text references clients on delete cascade,
  type text not null,
  identifier text not null,
  role text not null references roles on delete cascade,
  valid_until timestamptz,
  primary key (holder, type, identifier, role),
  check (num_nonnulls(user_id, group_name, client_id) = 1)
);
create index resource_roles_by_resource on resource_roles (type, identifier, id);
-- For what is deleted.
create index resource_roles_by_user on resource_roles (user_id) where user_id is not null;
create index resource_roles_by_group on resource_roles (group_name) where group_name is not null;
create index resource_roles_by_client on resource_roles (client_id) where client_id is not null;
create index resource_roles_by_role on resource_roles (role);

-- What these holders have on resources of these types: on those in `asked`, or else on the first ones of
-- each holder, no more than `max_each` of each type. `valid_until` is the earliest end of any of it.
create function resource_facts(holders text[], of_api text, at_types text[], at timestamptz,
  asked jsonb, max_each integer)
returns table (given json, bearing json, complete boolean, valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  with found (holder, type, identifier, role, valid_until) as (
    select by_holder.holder, of_type.type, each.identifier, each.role, each.valid_until
    from unnest(holders) by_holder (holder) cross join unnest(at_types) of_type (type)
    cross join lateral (
      select r.identifier, r.role, r.valid_until from resource_roles r
      where r.holder = by_holder.holder and r.type = of_type.type
        and (r.valid_until is null or r.valid_until > at)
      order by r.identifier, r.role limit max_each
    ) each
    where asked is null
    union all
    select r.holder, r.type, r.identifier, r.role, r.valid_until
    from jsonb_to_recordset(asked) wanted (type text, identifier text)
    cross join unnest(holders) by_holder (holder)
    cross join lateral (
      select * from resource_roles r
      where r.holder = by_holder.holder and r.type = wanted.type and r.identifier = wanted.identifier
        and (r.valid_until is null or r.valid_until > at) limit max_each
    ) r
    where wanted.type = any (at_types)
  )
  select
    (select json_agg(json_build_object('type', type, 'identifier', identifier, 'role', role)) from found),
    (select json_agg(json_build_object('role', role, 'permissions', permissions)) from (
      select gives.role, array_agg(gives.permission) as permissions
      from role_permissions gives
      join api_permissions declared on declared.permission = gives.permission
      where declared.api_id = of_api and gives.role = any (array(select distinct role from found))
      group by gives.role
    ) of_role),
    asked is null
      and not exists (select from found group by holder, type having count(*) >= max_each),
    (select min(found.valid_until) from found)
  where cardinality(at_types) > 0 and cardinality(holders) > 0
$$;
