-- Nodes of the version before run on this.

-- Whom it concerns that a domain takes a provider (`required_for_domains`).
create index user_addresses_domain on user_addresses (split_part(email, '@', 2));
