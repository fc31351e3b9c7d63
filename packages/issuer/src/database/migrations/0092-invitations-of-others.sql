-- Nodes of the version before run on this.
-- An address has one open invitation into each organization, and beside these into the same groups: who invites into
-- one place neither learns of an invitation into another nor keeps it from being made.
create unique index invitations_open on invitations (lower(email collate "C"),
    coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid), groups)
  where accepted_at is null and withdrawn_at is null;
drop index invitations_lower_idx;
