-- What the pages look like, as the configuration file declares it: of the service (owner '') and of
-- clients. Pictures and style sheets are in it, so that all nodes have them. It is apart from clients,
-- which are read for each token.
-- Nodes of the version before run on this.
create table branding (
  owner text primary key,
  definition jsonb not null
);
