-- Nodes of the version before run on this.
-- Organizations, their members, and the roles that members have within them and nowhere else.
create table organizations (
  id uuid primary key,
  -- What clients, routes and people name it by. It never changes.
  key text collate "C" not null unique,
  name text not null,
  disabled_at timestamptz,
  created_at timestamptz not null
);
-- For search as one types.
create index organizations_by_key on organizations (key, id);
create index organizations_by_name on organizations ((lower(name) collate "C"), id);

create table organization_members (
  organization_id uuid not null references organizations on delete cascade,
  user_id uuid not null references users on delete cascade,
  joined_at timestamptz not null,
  primary key (organization_id, user_id)
);
create index organization_members_by_user on organization_members (user_id, organization_id);

create table organization_roles (
  organization_id uuid not null references organizations on delete cascade,
  -- Null: of all members.
  user_id uuid,
  role text not null references roles on delete cascade,
  valid_until timestamptz,
  unique nulls not distinct (organization_id, user_id, role),
  foreign key (organization_id, user_id) references organization_members on delete cascade
);
-- For what is deleted.
create index organization_roles_by_role on organization_roles (role);
