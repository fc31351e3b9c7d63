-- Nodes of the version before run on this.
-- Clients whose former secret still works beside the new one: for what administrators are told.
create index clients_with_former_secret on clients (id) where cardinality(secret_hashes) > 1;
