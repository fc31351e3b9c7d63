-- Nodes of the version before run on this.

-- Whether a person has an account and was not asked for the terms when it was made: providers make accounts
-- between two pages.
alter table users add column owes_terms boolean not null default false;
