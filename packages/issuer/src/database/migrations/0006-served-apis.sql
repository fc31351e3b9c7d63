-- The APIs that a client is the services of: what it may introspect tokens for. `apis` are those
-- that it may call.
alter table clients add column serves text[] not null default '{}';
