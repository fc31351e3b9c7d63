-- An entry gets its position while its transaction commits, from the server and not from the
-- writer: the lock on `head` is held for no round trip, and a writer that is frozen before its
-- commit keeps nobody else from committing. Nothing can be written after the position is taken.
alter table changes rename column subjects to tags;
alter table changes drop constraint changes_pkey;
alter table changes alter column pos drop not null;
alter table changes add column id bigint generated always as identity primary key;
create unique index changes_pos on changes (pos);

create function number_change() returns trigger language plpgsql as $$
declare
  position bigint;
begin
  update head set pos = pos + 1 returning pos into position;
  update changes set pos = position where id = new.id;
  perform pg_notify('sallyport_changes', position::text);
  return null;
end
$$;
create constraint trigger number_change after insert on changes
  deferrable initially deferred for each row execute function number_change();

drop function append_change;
