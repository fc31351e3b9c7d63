-- Where a provider stands on the sign-in page (as in the file), whether it has a button there, and
-- the mail domains whose people sign in there.
alter table providers
  add column ordinal integer not null default 0,
  add column hidden boolean not null default false,
  add column domains text[] not null default '{}',
  -- The keys that only its type has.
  add column settings jsonb not null default '{}';

-- What a provider sent with a POST, encrypted, until the browser comes for it with its cookie.
alter table federation_attempts add column posted bytea;
