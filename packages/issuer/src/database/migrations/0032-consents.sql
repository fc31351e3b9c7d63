-- Nodes of the version before run on this.
-- A party of its own decides about its users' data; the applications of others ask the person.
alter table clients add party text not null default 'first' check (party in ('first', 'third'));

-- Who gave the answer: it does not count for another person who signs in to the same request.
alter table authorization_requests add consent_by uuid;

-- What a person lets a client of a third party do, until they take it back.
create table consents (
  user_id uuid not null references users on delete cascade,
  client_id text not null references clients on delete cascade,
  scope text[] not null,
  apis text[] not null,
  given_at timestamptz not null,
  primary key (user_id, client_id)
);
create index on consents (client_id);
