-- Nodes of the version before run on this.
-- What a person has chosen for the pages; null where it is as their device is.
alter table users add column theme text check (theme in ('light', 'dark'));
