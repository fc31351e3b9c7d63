-- Nodes of the version before run on this.
-- Who has a role within organizations, in the order of the pages that tell it.
create index organization_roles_by_holder on organization_roles (role, user_id);
-- The new one begins with the same column.
drop index organization_roles_by_role;
-- How often somebody with the link was refused: a hundred times at most.
alter table links add column refused smallint not null default 0;
