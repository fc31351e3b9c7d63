-- Nodes of the version before run on this.
-- The organization that a person is invited into, and the roles that they get within it. A node of the version
-- before knows neither: whoever accepts there becomes no member.
alter table invitations
  add column organization_id uuid references organizations on delete cascade,
  add column organization_roles text[] not null default '{}';
create index invitations_by_organization on invitations (organization_id, created_at, id)
  where organization_id is not null;
