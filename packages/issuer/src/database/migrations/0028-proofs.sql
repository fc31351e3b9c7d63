-- A person proves who they are to an authorization request, in one step or in several; the session is
-- started from these proofs when they are enough. Nodes of the version before know nothing of them.

-- Goes up, in the same transaction, with whatever takes something away that a person signs in with, or
-- ends all that they are signed in with: a proof from before counts no more. Another form of the same
-- password is none of these.
alter table users add column credential_version integer not null default 0;

alter table authorization_requests
  -- Who proved it, and the version that was read before the first proof was checked.
  add column proved_user uuid,
  add column credential_version integer,
  -- Empty once a session has been started from them.
  add column proofs jsonb not null default '[]';

-- How sure it is who signed in: aal1 is one factor, which every sign-in before this was.
alter table sessions
  add column acr text not null default 'aal1',
  -- What the session stands on; empty for one that a node of the version before has made.
  add column proofs jsonb not null default '[]',
  -- Null before this.
  add column created_at timestamptz,
  -- Of the last sign-in in it.
  add column user_agent text,
  add column network text,
  add column address text,
  add column client_id text;

-- As it was when the person signed in for it.
alter table grants add column acr text not null default 'aal1';
