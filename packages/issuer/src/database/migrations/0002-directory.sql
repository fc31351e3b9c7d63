-- `declared` marks what the configuration file declares, and what it may therefore also take away.

create table apis (
  id text primary key,
  name text not null,
  claims text[] not null default '{}',
  signing_alg text not null default 'ES256',
  declared boolean not null
);

create table api_permissions (
  api_id text not null references apis on delete cascade,
  permission text not null,
  primary key (api_id, permission)
);

create table roles (
  name text primary key,
  declared boolean not null
);

create table role_permissions (
  role text not null references roles on delete cascade,
  permission text not null,
  primary key (role, permission)
);

-- Members of a group are members of its parent too.
create table groups (
  name text primary key,
  parent text references groups deferrable initially deferred,
  declared boolean not null
);

create table group_roles (
  group_name text not null references groups on delete cascade,
  role text not null references roles on delete cascade,
  primary key (group_name, role)
);
create index on group_roles (role);

create table users (
  id uuid primary key,
  email text not null,
  email_verified boolean not null default false,
  name text not null,
  password_hash text,
  disabled_at timestamptz,
  declared boolean not null default false,
  created_at timestamptz not null
);
create unique index users_email on users (lower(email));
create index users_created on users (created_at, id);

create table user_roles (
  user_id uuid not null references users on delete cascade,
  role text not null references roles on delete cascade,
  valid_until timestamptz,
  declared boolean not null default false,
  primary key (user_id, role)
);
create index on user_roles (role);

create table group_members (
  user_id uuid not null references users on delete cascade,
  group_name text not null references groups on delete cascade,
  valid_until timestamptz,
  declared boolean not null default false,
  primary key (user_id, group_name)
);
create index on group_members (group_name);

-- What proves who a user is elsewhere. The upstream's e-mail address is never a key.
create table identities (
  -- A subject means somebody only together with its issuer (OpenID Connect Core, section 5.7).
  issuer text not null,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  email text,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create index on identities (user_id);

create table clients (
  id text primary key,
  name text not null,
  type text not null check (type in ('web', 'native', 'spa', 'service')),
  auth_method text not null,
  -- HMAC with the server's pepper. Two are valid while a secret is rotated.
  secret_hashes bytea[] not null default '{}',
  pkce text not null default 'required',
  redirect_uris text[] not null default '{}',
  post_logout_redirect_uris text[] not null default '{}',
  link_origins text[] not null default '{}',
  grants text[] not null,
  scopes text[] not null default '{}',
  apis text[] not null default '{}',
  id_token_alg text not null default 'RS256',
  disabled_at timestamptz,
  declared boolean not null
);

create table client_roles (
  client_id text not null references clients on delete cascade,
  role text not null references roles on delete cascade,
  primary key (client_id, role)
);
create index on client_roles (role);

create table providers (
  id text primary key,
  type text not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  -- Encrypted under a key derived from the server's secret.
  client_secret bytea not null,
  scopes text[] not null,
  default_groups text[] not null default '{}',
  declared boolean not null
);

create table trusted_issuers (
  issuer text primary key,
  audience text not null,
  claim_map jsonb not null,
  declared boolean not null
);

-- The gateways' routing table, in order.
create table routes (
  ordinal integer primary key,
  definition jsonb not null
);

-- Digest of the configuration that was applied last: a restart with the same file changes nothing,
-- and so never gives back what an administrator took away in the meantime.
create table applied_configuration (
  singleton boolean primary key default true check (singleton),
  digest text not null,
  applied_at timestamptz not null
);
