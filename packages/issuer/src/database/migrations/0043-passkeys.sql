-- Nodes of the version before run on this.
-- Credentials of WebAuthn, level 3: several of a person.
create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- As the authenticator names it, 1023 bytes at most. Never of two persons.
  credential_id bytea not null unique,
  -- COSE_Key (RFC 9052, section 7).
  public_key bytea not null,
  -- How often it was used, as the authenticator counts. It only rises, unless the authenticator does
  -- not count: then it stays 0.
  counter bigint not null,
  -- How the browser reaches it: internal, hybrid, usb.
  transports text[] not null,
  -- The kind of authenticator; zeros where the browser does not tell.
  aaguid uuid not null,
  -- Whether it can be copied to other devices of the person, and whether it was.
  backup_eligible boolean not null,
  backed_up boolean not null,
  -- Whether the authenticator checked the person when it was made. Without, it is a second factor only.
  user_verified boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index on passkeys (user_id);

-- Challenges that were answered: each of them counts once.
create table passkey_challenges (
  hash bytea not null,
  expires_at timestamptz not null,
  primary key (hash, expires_at)
) partition by range (expires_at);
