-- Each redemption of a link, and each preflight before one, asks whether any client has its origin.
create index clients_link_origins on clients using gin (link_origins);
