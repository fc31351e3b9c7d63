-- Two histories never share an epoch: not those of a database and of its dump restored beside it or
-- over it, nor of a data directory that was put back from a copy, nor of a server that lost commits
-- in a crash. The last two need a start of the server, whose time is the only trace that they
-- leave; a restart costs every gateway its cache once.
create or replace function sallyport_epoch() returns text language sql volatile as $$
  select concat_ws('-', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (select oid from pg_database where datname = current_database()), 'head'::regclass::oid,
    to_hex((extract(epoch from pg_postmaster_start_time()) * 1000)::bigint))
  from pg_control_system()
$$;
