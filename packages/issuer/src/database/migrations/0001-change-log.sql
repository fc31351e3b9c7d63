-- The change log of coherence.md: what invalidates something cacheable, in commit order.

-- Identity of the database and its timeline. A failover that lost anything, and a restore, change it.
-- `pg_current_wal_lsn()` fails on a standby, so that nothing but a primary can name an epoch.
create function sallyport_epoch() returns text language sql volatile as $$
  select system_identifier || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
  from pg_control_system()
$$;

create table head (
  singleton boolean primary key default true check (singleton),
  pos bigint not null default 0
);
insert into head default values;

create table changes (
  pos bigint primary key,
  subjects text[] not null check (cardinality(subjects) > 0),
  at timestamptz not null default now()
);

-- A writer's last statement before commit: takes the lock on `head`, so that positions commit in
-- order and without gaps.
create function append_change(changed text[]) returns bigint language plpgsql as $$
declare
  position bigint;
begin
  update head set pos = pos + 1 returning pos into position;
  insert into changes (pos, subjects) values (position, changed);
  perform pg_notify('sallyport_changes', position::text);
  return position;
end
$$;

create table members (
  id uuid primary key,
  name text not null,
  renewals bigint not null default 0,
  acked bigint not null,
  joined_at timestamptz not null default now()
);
