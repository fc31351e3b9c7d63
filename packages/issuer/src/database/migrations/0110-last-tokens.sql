-- Nodes of the version before run on this.
-- They leave the table as it is.
-- When each client last got a token, to the minute, for administrators: whether a new one works, whether an old one is still used.

create table client_last_tokens (
  client_id text primary key references clients on delete cascade,
  issued_at timestamptz not null,
  grant_type text not null
);
