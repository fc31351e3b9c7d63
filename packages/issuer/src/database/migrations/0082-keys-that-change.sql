-- Nodes of the version before run on this.
-- A key is published before it signs, from a time that is known beforehand, and can be withdrawn: then it
-- neither signs nor verifies. A key without `signs_from` signs from when it was made.
alter table keys add column signs_from timestamptz;
alter table keys add column withdrawn_at timestamptz;

-- Nodes read the keys anew when they are told. The trigger tells them also of what is done by hand.
create function tell_of_keys() returns trigger language plpgsql as $$
begin
  perform pg_notify('sallyport_keys', '');
  return null;
end
$$;
create trigger tell_of_keys after insert or update or delete on keys
  for each statement execute function tell_of_keys();

-- The position of the latest withdrawal. Every answer to a gateway reads it beside its own position, so that
-- a node that has not heard of a withdrawal yet notices it before it signs.
alter table head add column keys_pos bigint not null default 0;

create or replace function number_change() returns trigger language plpgsql as $$
declare
  position bigint;
begin
  update head set pos = pos + 1,
    keys_pos = case when exists (select from unnest(new.tags) tag where starts_with(tag, 'key:'))
      then pos + 1 else keys_pos end
  returning pos into position;
  update changes set pos = position where id = new.id;
  perform pg_notify('sallyport_changes', position::text);
  return null;
end
$$;
