-- Nodes of the version before run on this.
-- For the links of one client in the list of all, as 0075 has it for sessions and grants: without it a page
-- of a client with few links read those of all others.
create index links_by_client on links (coalesce(client_id, ''), created_at, id);
