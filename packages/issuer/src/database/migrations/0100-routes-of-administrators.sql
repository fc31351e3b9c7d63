-- Nodes of the version before run on this.
-- They show these routes to gateways, and leave them alone when a file is applied.
-- Routes that administrators made stand beside those of the file. These have the ordinals from 1 on, and no id;
-- those of administrators have ordinals below 1, counted down. No two routes are for the same requests, so that
-- their order decides nothing.
alter table routes add column id text unique check ((id is null) = (ordinal > 0));
