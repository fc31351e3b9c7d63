-- What slows guessing down, one row a bucket. `level` are failures that are not forgotten yet: it
-- falls by one every so many seconds. Losing it in a crash is harmless, so it costs no write-ahead log.
-- The table `throttles` of before stays for nodes of the version before, and is written no more.
create unlogged table sign_in_throttles (
  bucket text primary key,
  level double precision not null,
  counted_at timestamptz not null,
  -- No attempt is made before; `-infinity` where the next one need not wait.
  blocked_until timestamptz not null,
  -- The level is zero from then on.
  forget_at timestamptz not null
);
create index on sign_in_throttles (forget_at);
