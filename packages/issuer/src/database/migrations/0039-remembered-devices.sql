-- Nodes of the version before run on this.
-- Browsers in which a person is not asked for a second factor again for a while.
create table remembered_devices (
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  -- What the person signed in with then: when something of it is taken away, the browser is asked again.
  credential_version integer not null,
  -- SHA-256 of what the browser has, and of what it had before that.
  token_hash bytea not null,
  former_hash bytea,
  rotated_at timestamptz,
  created_at timestamptz not null,
  used_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text,
  network text,
  address text,
  primary key (id, expires_at)
) partition by range (expires_at);
create index on remembered_devices (user_id);
