-- Nodes of the version before run on this.
-- Where the request came from that caused an event; null for what the server does by itself.
alter table audit_events
  add column address text,
  add column network text,
  add column user_agent text;
