-- Nodes of the version before run on this.
-- Their apply takes back what administrators set here. A policy, and the look of the pages, is the file's or administrators', as roles and clients are.
alter table policies add column declared boolean not null default true;
alter table branding add column declared boolean not null default true;
