-- Nodes of the version before run on this.
-- A role on a group or an organization ends with it: one that is made later under the same name is another one.
-- Where an API has a type of this name, its resources are its own.
create function forget_roles_on_deleted() returns trigger
language plpgsql as $$
begin
  delete from resource_roles
  where type = tg_argv[0]
    and identifier = case tg_argv[0] when 'group' then to_jsonb(old) ->> 'name' else to_jsonb(old) ->> 'key' end
    and not exists (
      select from apis cross join unnest(authorization_details) of_api
      where of_api ->> 'type' = tg_argv[0]);
  return null;
end
$$;
create trigger forget_roles_on_group after delete on groups
  for each row execute function forget_roles_on_deleted('group');
create trigger forget_roles_on_organization after delete on organizations
  for each row execute function forget_roles_on_deleted('organization');
