-- Nodes of the version before run on this.

-- Whether the code of a mail is eight letters in the place of six digits, because many for the same address
-- were not answered on that day.
alter table one_time_codes add column is_long boolean not null default false;
