-- Nodes of the version before run on this.
-- Providers that did not answer a node, or not as they should, since they last did: for what administrators are told.
create table provider_failures (
  provider_id text primary key references providers on delete cascade,
  since timestamptz not null,
  at timestamptz not null,
  -- In words of ours, with the error code of a token endpoint: no address, and nothing that a person sent.
  reason text not null,
  failures integer not null
);
create index provider_failures_by_time on provider_failures (at);
