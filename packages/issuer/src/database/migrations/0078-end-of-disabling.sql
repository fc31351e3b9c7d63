-- Nodes of the version before run on this.
-- An account can be disabled until a moment: it is enabled then, unless an administrator was first.
alter table users add column disabled_until timestamptz;
create index users_by_end_of_disabling on users (disabled_until) where disabled_until is not null;

-- A node of the version before does not know the column: the next time an account is disabled must not end by
-- what was said this time.
create function forget_end_of_disabling() returns trigger language plpgsql as $$
begin
  new.disabled_until := null;
  return new;
end
$$;
create trigger forget_end_of_disabling before update of disabled_at on users
  for each row when (new.disabled_at is null and new.disabled_until is not null)
  execute function forget_end_of_disabling();
