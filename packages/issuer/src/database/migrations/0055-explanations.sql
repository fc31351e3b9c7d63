-- Nodes of the version before run on this.
-- Which roles give a permission: asked where an answer is explained.
create index role_permissions_by_permission on role_permissions (permission);
