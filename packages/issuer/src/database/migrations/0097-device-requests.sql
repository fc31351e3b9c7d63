-- Nodes of the version before run on this.
-- Requests of devices that cannot show a page (RFC 8628), from the request until the device has its tokens. Not
-- partitioned by its end: both codes are unique, and an index of a partitioned table has to contain the end.
create table device_requests (
  id uuid primary key,
  -- SHA-256 of the device code.
  code_hash bytea not null unique,
  -- What the person types. It gives nothing to who reads it here: a person who is signed in can type it, and no one else.
  user_code text not null unique,
  client_id text not null,
  -- What was asked for, after all checks.
  parameters jsonb not null,
  -- Where it was asked for, for the person to compare.
  address text not null,
  network text not null,
  user_agent text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- How long the device has to wait between two questions, in seconds, and when it asked last.
  poll_interval integer not null,
  polled_at timestamptz,
  -- The answer of the person; with a grant it was yes.
  answered_at timestamptz,
  grant_id uuid
);
create index on device_requests (expires_at);
