-- Nodes of the version before run on this.
-- Roles of clients by their end, as those of users and groups: they are removed long after it, too.
create index client_roles_by_end on client_roles (valid_until) where valid_until is not null;
