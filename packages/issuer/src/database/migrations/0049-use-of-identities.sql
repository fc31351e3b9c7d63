-- Nodes of the version before run on this.
-- When a person last signed in with it; null where that was before this.
alter table identities add column used_at timestamptz;

-- What was sent to a person, for the file of all that is kept of them.
create index on mails (recipient);
