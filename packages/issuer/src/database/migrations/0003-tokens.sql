-- Everything that expires is partitioned by its absolute expiry: cleaning up is dropping a
-- partition. `database/partitions.ts` makes and drops them. Hashes are SHA-256 of 256 random bits.

create table keys (
  kid text primary key,
  use text not null check (use in ('sig', 'seal')),
  alg text not null,
  -- Encrypted under a key derived from the server's secret.
  secret bytea not null,
  public_jwk jsonb,
  created_at timestamptz not null,
  -- From here on it is no longer used to sign or seal, only to verify or open.
  retired_at timestamptz
);

create table sessions (
  token_hash bytea not null,
  id uuid not null,
  user_id uuid not null,
  amr text[] not null,
  auth_time timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz not null,
  primary key (token_hash, expires_at)
) partition by range (expires_at);
create index on sessions (id);
create index on sessions (user_id);

-- An authorization request on its way through the sign-in steps, bound to one browser.
create table authorization_requests (
  id_hash bytea not null,
  browser_hash bytea not null,
  parameters jsonb not null,
  created_at timestamptz not null,
  fulfilled_at timestamptz,
  expires_at timestamptz not null,
  primary key (id_hash, expires_at)
) partition by range (expires_at);

-- One attempt to sign in through an upstream provider.
create table federation_attempts (
  state_hash bytea not null,
  browser_hash bytea not null,
  provider text not null,
  -- Encrypted: nonce, PKCE verifier, and the authorization request to return to.
  secrets bytea not null,
  redeemed_at timestamptz,
  expires_at timestamptz not null,
  primary key (state_hash, expires_at)
) partition by range (expires_at);

-- What a user granted to a client: the living row behind every token of that family.
create table grants (
  id uuid not null,
  client_id text not null,
  user_id uuid not null,
  -- Null when the grant outlives the session it was made in (`offline_access`).
  session_id uuid,
  scope text[] not null,
  apis text[] not null,
  amr text[] not null,
  auth_time timestamptz not null,
  nonce text,
  created_at timestamptz not null,
  revoked_at timestamptz,
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);
create index on grants (user_id);
create index on grants (session_id);

create table authorization_codes (
  hash bytea not null,
  grant_id uuid not null,
  client_id text not null,
  redirect_uri text not null,
  code_challenge text,
  redeemed_at timestamptz,
  expires_at timestamptz not null,
  primary key (hash, expires_at)
) partition by range (expires_at);

create table refresh_tokens (
  hash bytea not null,
  grant_id uuid not null,
  client_id text not null,
  -- Moves with use; the absolute limit is the grant's, and does not.
  idle_expires_at timestamptz not null,
  -- When a rotating token was exchanged for its successor.
  rotated_at timestamptz,
  successor_hash bytea,
  expires_at timestamptz not null,
  primary key (hash, expires_at)
) partition by range (expires_at);

-- Access tokens taken back one by one, until they would have expired anyway.
create table revoked_tokens (
  id text not null,
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);

create table links (
  id uuid not null,
  token_hash bytea not null,
  client_id text not null,
  url text not null,
  -- Of `url`: the only one that may redeem from a browser.
  origin text not null,
  api_id text not null,
  permissions text[] not null,
  authorization_details jsonb not null,
  uses integer not null,
  used integer not null default 0,
  token_lifetime integer not null,
  subject text,
  metadata jsonb not null,
  created_at timestamptz not null,
  redeemable_until timestamptz not null,
  revoked_at timestamptz,
  -- When the last access token that this link can still give has expired.
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);
create index on links (token_hash);
create index on links (client_id, created_at);

-- One row a redemption. The key lets the same page ask again after a lost answer.
create table link_redemptions (
  link_id uuid not null,
  retry_hash bytea not null,
  token_id text not null,
  redeemed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (link_id, retry_hash, expires_at)
) partition by range (expires_at);

-- Failed attempts in a window of time, by whatever is being guessed at. Losing it in a crash is
-- harmless, so it costs no write-ahead log.
create unlogged table throttles (
  key text primary key,
  failures integer not null,
  window_ends timestamptz not null
);

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  action text not null,
  actor text not null,
  subjects text[] not null,
  detail jsonb not null
);
create index on audit_events (at);
