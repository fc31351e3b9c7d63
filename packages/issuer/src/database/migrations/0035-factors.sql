-- Nodes of the version before run on this.
-- The secret of an authenticator app (RFC 6238), encrypted under the server's key.
create table totp_secrets (
  user_id uuid primary key references users on delete cascade,
  secret bytea not null,
  -- The time step of the last code that was taken: no code is taken twice.
  last_step bigint not null,
  created_at timestamptz not null
);

-- Codes on paper, for when the app is gone. HMACs; each counts once.
create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  hash bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);
