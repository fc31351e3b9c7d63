-- Nodes of the version before run on this.
-- When a person last signed in with it; null where that was before this.
alter table identities add column used_at timestamptz;
