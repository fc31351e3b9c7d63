-- An identity can be named in a URL.
alter table identities add column id uuid not null default gen_random_uuid();
create unique index on identities (id);

-- Domains whose e-mail addresses a provider may vouch for.
alter table providers add column trusted_for_domains text[] not null default '{}';

-- An identity that waits, within one authorization request, for the account's owner to sign in with
-- the password: then it is linked.
create table pending_links (
  interaction_hash bytea not null,
  user_id uuid not null,
  provider text not null,
  issuer text not null,
  subject text not null,
  email text not null,
  claimed_at timestamptz,
  expires_at timestamptz not null,
  primary key (interaction_hash, expires_at)
) partition by range (expires_at);
