-- Nodes of the version before run on this.
-- What the ids begin with that a process of a gateway gives to requests, so that it can be asked about them.
alter table members add column instance text;
