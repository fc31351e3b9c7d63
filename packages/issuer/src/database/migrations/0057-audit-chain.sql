-- Nodes of the version before run on this.
-- The chain of the audit log: batches of events, each with the hash of the one before.

create table audit_batches (
  number bigint primary key,
  -- The end of the 30 days that all of its events are of, as database/partitions.ts counts them.
  period timestamptz not null,
  sealed_at timestamptz not null,
  event_times timestamptz[] not null,
  event_ids bigint[] not null,
  -- Of what is personal in each event, 32 bytes each: what is left of it once it is erased.
  commitments bytea not null,
  -- Of the events.
  content bytea not null,
  -- Of the hash before, and of this batch.
  hash bytea not null,
  -- HMAC of the hash, by a key that follows from the server's secret, and what that key is known by.
  key_id bytea not null,
  mac bytea not null
);
create index on audit_batches (period);

-- One row: the end of the chain, and what retention has taken off its beginning.
create table audit_chain (
  id boolean primary key default true check (id),
  number bigint not null,
  hash bytea not null,
  dropped_number bigint not null,
  dropped_hash bytea not null,
  -- Events from before are not there any more.
  dropped_until timestamptz,
  -- Of all of the above; null before the first batch.
  key_id bytea,
  mac bytea
);
insert into audit_chain (number, hash, dropped_number, dropped_hash) values (0, '', 0, '');

-- Whose personal data are to be erased from the log, and since when.
create table audit_erasures (user_id uuid primary key, asked_at timestamptz not null);
