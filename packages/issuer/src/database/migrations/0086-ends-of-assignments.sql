-- Nodes of the version before run on this.
-- What ends by itself, by its end: for what is told to administrators before, and removed long after.
create index user_roles_by_end on user_roles (valid_until) where valid_until is not null;
create index group_members_by_end on group_members (valid_until) where valid_until is not null;
create index group_roles_by_end on group_roles (valid_until) where valid_until is not null;
create index organization_roles_by_end on organization_roles (valid_until) where valid_until is not null;
create index resource_roles_by_end on resource_roles (valid_until) where valid_until is not null;
create index invitations_by_end on invitations (expires_at)
  where accepted_at is null and withdrawn_at is null;
