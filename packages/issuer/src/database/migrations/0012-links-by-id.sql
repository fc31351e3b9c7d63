-- Nothing looks links up by their client. With this index there, a plan made while there are few
-- links reads all links of a client to find one of them.
drop index links_client_id_created_at_idx;
