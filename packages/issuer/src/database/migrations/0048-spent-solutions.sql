-- Nodes of the version before run on this.
-- Solutions of CAPTCHAs and proofs of work that were taken, so that each counts once. Losing them in a crash
-- lets some count twice within half an hour, so it costs no write-ahead log.
create unlogged table spent_solutions (
  -- SHA-256 of the solution.
  hash bytea primary key,
  -- SHA-256 of what its form was about.
  subject bytea not null,
  expires_at timestamptz not null
);
create index on spent_solutions (expires_at);
