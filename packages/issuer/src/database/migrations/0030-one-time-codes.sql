-- Nodes of the version before run on this.

-- What is sent by mail and used once: a link, a code to type, or both. Neither can be read here.
create table one_time_codes (
  id uuid not null,
  purpose text not null,
  -- SHA-256 of the secret of the link; null where there is none.
  link_hash bytea,
  -- HMAC of what is typed, under a key of the server. Null for a row that stands for a code which was
  -- not sent, so that typing one is answered alike.
  code_hash bytea,
  attempts smallint not null default 0,
  -- Where it was asked for: typing works there alone. Null for what needs no sign-in under way.
  interaction_hash bytea,
  browser_hash bytea,
  -- Whose it is, and the version of what they sign in with when it was sent: it dies with that.
  user_id uuid references users on delete cascade,
  credential_version integer,
  email text not null,
  parameters jsonb not null default '{}',
  created_at timestamptz not null,
  -- When the person showed that they have it.
  proven_at timestamptz,
  used_at timestamptz,
  -- Taken back, or followed by another one.
  ended_at timestamptz,
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);
create index on one_time_codes (link_hash);
create index on one_time_codes (interaction_hash, purpose);
create index on one_time_codes (lower(email collate "C"), purpose);
create index on one_time_codes (user_id);
