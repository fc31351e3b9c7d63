-- Sections of the configuration file that say how the issuer is to decide, each as a whole. They are
-- read where they are needed, so that applying a file changes running nodes. A section that is as it is
-- by default has no row.
create table policies (
  name text primary key,
  definition jsonb not null
);
