-- Nodes of the version before run on this.
-- Users are found by how their address, their name or its last word begins, in the order of what was found:
-- a page is read from the index, however many begin so. Some eight seconds for a million users.
create index users_by_address on users ((lower(email) collate "C"), id);
create index users_by_name on users ((lower(name) collate "C"), id);
create index users_by_last_name on users ((split_part(lower(name), ' ', -1) collate "C"), id);
create index users_disabled on users (created_at, id) where disabled_at is not null;
