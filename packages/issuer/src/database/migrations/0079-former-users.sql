-- Nodes of the version before run on this.
-- Whose account is gone: the id is never used again, and says what became of it. A node of the version before
-- deletes accounts without a row here.
create table former_users (
  id uuid primary key,
  ended_at timestamptz not null,
  -- As the audit log names who did it.
  ended_by text not null,
  -- Where it was merged into another account, that one: it may be gone by now, too.
  merged_into uuid
);
create index former_users_by_end on former_users (ended_at, id);
create index former_users_by_successor on former_users (merged_into) where merged_into is not null;
