-- Nodes of the version before run on this.
-- Whether a role on a `group` or an `organization` was given on that of an API with a type of this name. It is not on
-- one of ours then, and does not become so when the API is gone or has the type no longer.
alter table resource_roles add column of_api boolean not null default false;
update resource_roles set of_api = true
where type in ('group', 'organization') and exists (
  select from apis cross join unnest(authorization_details) of_type
  where of_type ->> 'type' = resource_roles.type);

-- What was given on one of ours ends with it, whatever types there are meanwhile.
create or replace function forget_roles_on_deleted() returns trigger
language plpgsql as $$
begin
  delete from resource_roles
  where type = tg_argv[0] and not of_api
    and identifier = case tg_argv[0] when 'group' then to_jsonb(old) ->> 'name' else to_jsonb(old) ->> 'key' end;
  return null;
end
$$;
