-- Nodes of the version before run on this.
-- What the first request with an Idempotency-Key was, and what it was answered. Not partitioned by its end: a key is
-- claimed by a unique index, and that of a partitioned table has to contain the end, which two requests differ in.
create table idempotency_keys (
  -- SHA-256 of caller and key.
  key_hash bytea primary key,
  -- SHA-256 of method, path and body.
  request_hash bytea not null,
  -- Encrypted: it can have a secret in it. Null until it is there.
  answer bytea,
  expires_at timestamptz not null
);
create index on idempotency_keys (expires_at);
