-- The outbox: a row for each mail, written in the transaction of the act that causes it. What it says
-- (codes and links) is encrypted, and erased once the mail is sent or can be sent no more.
create table mails (
  id uuid not null,
  kind text not null,
  language text not null,
  recipient text not null,
  -- The parameters of its template; null once they are erased.
  sealed bytea,
  status text not null default 'queued' check (status in ('queued', 'sent', 'failed', 'expired')),
  -- How often it was taken for sending. The number names an attempt: a later one overrules it.
  attempts int not null default 0,
  created_at timestamptz not null,
  -- No attempt is made before. One that is under way has until then.
  next_attempt_at timestamptz not null,
  -- No attempt is made from then on: its code is dead, or it was tried for long enough.
  deliver_before timestamptz not null,
  -- When it was sent, or failed for good.
  ended_at timestamptz,
  -- What the server said last, or what went wrong with it.
  last_error text,
  expires_at timestamptz not null,
  primary key (id, expires_at)
) partition by range (expires_at);
create index on mails (next_attempt_at) where status = 'queued';
create index on mails (deliver_before) where sealed is not null;
create index on mails (status, created_at, id);

-- How many mails a recipient and a network caused lately. A bucket empties steadily, and holds as many
-- mails as are allowed in its period. Losing it in a crash is harmless.
create unlogged table mail_limits (
  bucket text primary key,
  empty_at timestamptz not null
);
create index on mail_limits (empty_at);
