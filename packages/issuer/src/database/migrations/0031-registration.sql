-- Nodes of the version before run on this.

-- What people tell of themselves when they register, and what is known of their password.
alter table users
  add column password_changed_at timestamptz,
  -- BCP 47: of the pages that they registered on.
  add column locale text,
  -- Claims of OpenID Connect Core, section 5.1, and no others.
  add column profile jsonb not null default '{}';

-- Which version of the terms a person agreed to, and when.
create table accepted_terms (
  user_id uuid not null references users on delete cascade,
  version text not null,
  accepted_at timestamptz not null,
  primary key (user_id, version)
);

create table invitations (
  id uuid primary key,
  email text not null,
  name text,
  -- What the account gets when the invitation is accepted; what is not there any more is passed over.
  roles text[] not null default '{}',
  groups text[] not null default '{}',
  -- As the audit log has it, and as the mail says it.
  invited_by text not null,
  inviter text,
  language text not null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz
);
create unique index on invitations (lower(email collate "C"))
  where accepted_at is null and withdrawn_at is null;
create index on invitations (created_at, id);

-- People who would like to register, with an address that is theirs.
create table waiting_people (
  id uuid primary key,
  email text not null,
  name text not null,
  language text not null,
  joined_at timestamptz not null
);
create unique index on waiting_people (lower(email collate "C"));
create index on waiting_people (joined_at, id);
