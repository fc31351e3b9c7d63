-- Nodes of the version before run on this.

-- Mail domains whose people sign in at this provider and in no other way.
alter table providers add column required_for_domains text[] not null default '{}';
