-- Nodes of the version before run on this.
-- Who is invited and has not accepted, and who did, in the order of the pages that tell it.
create index invitations_pending on invitations (created_at, id)
  where accepted_at is null and withdrawn_at is null;
create index invitations_accepted on invitations (created_at, id) where accepted_at is not null;
create index invitations_withdrawn on invitations (created_at, id) where withdrawn_at is not null;
