-- Nodes of the version before run on this.

-- Those that are not open are looked up by address, too.
create index on invitations (lower(email collate "C"));
