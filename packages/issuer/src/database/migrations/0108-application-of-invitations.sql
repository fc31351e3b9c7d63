-- Nodes of the version before run on this.
-- Which client's application a person goes on to who has accepted. The client may be gone by then, as the roles may.
alter table invitations add column client_id text;
