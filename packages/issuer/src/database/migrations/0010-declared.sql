-- What the configuration file said of each user when it was applied last. An account is written to
-- only where the file says something else by now: what an administrator changed in between stays.
create table declared_users (
  email text not null,
  name text not null,
  -- HMAC with the server's pepper; null where the file gave no password.
  password_digest bytea,
  -- SHA-256 of the hash that this password had: the account's is another one once somebody set it.
  password_mark bytea,
  roles text[] not null,
  groups text[] not null
);
create unique index declared_users_email on declared_users (lower(email));
