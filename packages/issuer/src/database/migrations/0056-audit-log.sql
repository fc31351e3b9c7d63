-- Nodes of the version before run on this.
-- The audit log by time, append-only, with what it is searched by and what its chain is made of.

alter table audit_events alter column id drop identity;
alter table audit_events drop constraint audit_events_pkey;
drop index audit_events_at_idx;
drop index audit_events_by_user;

alter table audit_events
  -- Of an event whose action says that something did not come about.
  add column outcome text not null generated always as (
    case when action like '%.refuse' or action like '%.fail' then 'failure' else 'success' end) stored,
  -- Through which application the actor did it, as `act` of RFC 8693: `client:<id>`.
  add column act text,
  -- Keeps what the chain holds of personal data from being guessed. Null once those are erased.
  add column salt bytea default uuid_send(gen_random_uuid());

create sequence audit_event_ids;
select setval('audit_event_ids', (select coalesce(max(id), 0) + 1 from audit_events), false);
alter table audit_events alter column id set default nextval('audit_event_ids');

-- Which events have a subject, in their order. An array of subjects has no index that keeps an order.
create table audit_event_subjects (subject text not null, at timestamptz not null, event_id bigint not null);
insert into audit_event_subjects
  select distinct subject, at, id from audit_events, unnest(subjects) subject where subject is not null;

-- What there is becomes the first partition: until the end of the 30 days that it is now, counted as in
-- database/partitions.ts, and without a beginning.
do $$
declare
  width constant interval := '30 days';
  first constant timestamptz := to_timestamp(floor(extract(epoch from now()) / 2592000) * 2592000);
  stamp constant text := to_char(first at time zone 'UTC', 'YYYYMMDD');
  name text;
begin
  foreach name in array array['audit_events', 'audit_event_subjects'] loop
    execute format('alter table %I rename to %I', name, name || '_' || stamp);
    execute format('create table %I (like %I including defaults including generated) partition by range (at)',
      name, name || '_' || stamp);
    execute format('alter table %I attach partition %I for values from (minvalue) to (%L)',
      name, name || '_' || stamp, first + width);
  end loop;
end $$;

alter sequence audit_event_ids owned by audit_events.id;

-- Lists are in the order of (at, id), which is that of the partitions: a page is in the newest one.
alter table audit_events add primary key (at, id);
alter table audit_event_subjects add primary key (subject, at, event_id);
create index audit_events_by_actor on audit_events (actor, at, id);
create index audit_events_by_action on audit_events (action, at, id);
create index audit_events_by_network on audit_events (network, at, id) where network is not null;
create index audit_events_by_failure on audit_events (at, id) where outcome = 'failure';
create index audit_events_by_user on audit_events (audited_user(subjects), id)
  where audited_user(subjects) is not null;

-- Events that the chain does not have yet. Written with them, so that none is left out because another
-- one with a higher id was committed first.
create table audit_unsealed (at timestamptz not null, event_id bigint not null, primary key (at, event_id));
insert into audit_unsealed select at, id from audit_events;

create function list_audit_events() returns trigger language plpgsql as $$
begin
  insert into audit_event_subjects
    select distinct subject, at, id from added, unnest(subjects) subject where subject is not null;
  insert into audit_unsealed select at, id from added;
  return null;
end $$;
create trigger list_audit_events after insert on audit_events
  referencing new table as added for each statement execute function list_audit_events();

-- The owner of a table can do everything with it, and the application owns its tables: so it is a trigger
-- that refuses, whoever asks. Erasing the personal data of an event is the one change that there is.
create function keep_audit_events() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if (new.id, new.at, new.action, new.actor, new.act, new.subjects)
        is not distinct from (old.id, old.at, old.action, old.actor, old.act, old.subjects)
      and new.detail = '{}' and new.address is null and new.network is null
      and new.user_agent is null and new.salt is null then
      return new;
    end if;
  end if;
  raise exception 'The audit log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege';
end $$;
create trigger keep_audit_events before update or delete on audit_events
  for each row execute function keep_audit_events();
create trigger keep_all_audit_events before truncate on audit_events
  for each statement execute function keep_audit_events();
