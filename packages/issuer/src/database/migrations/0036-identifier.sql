-- Nodes of the version before run on this.
-- The address that a person has typed where the page asks for it first; empty where they asked for another.
alter table authorization_requests add column identifier text;
