-- Nodes of the version before run on this.

-- Which account a person has chosen among those of their browser: the id of a user, or 'another'.
-- Null where they were not asked.
alter table authorization_requests add column selected_account text;
