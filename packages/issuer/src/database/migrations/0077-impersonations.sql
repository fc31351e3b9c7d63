-- Nodes of the version before run on this.
-- An administrator who acts as another person. It is made at the admin API, begun once in the administrator's own
-- browser, and goes on for a while. A node of the version before knows neither the cookie nor the tokens of it.
create table impersonations (
  id uuid primary key,
  -- As whom, and who.
  user_id uuid not null references users on delete cascade,
  actor_id uuid not null references users on delete cascade,
  reason text not null,
  -- Seconds.
  lifetime integer not null,
  created_at timestamptz not null,
  -- Until when it can be begun, and once it is, until when it goes on.
  expires_at timestamptz not null,
  -- Of its own cookie, and the session that its grants hang on: null until it is begun.
  token_hash bytea unique,
  session_id uuid unique,
  -- The administrator's own session, with which it ends.
  actor_session_id uuid,
  actor_session_expires_at timestamptz
);
create index impersonations_by_user on impersonations (user_id);
create index impersonations_by_actor on impersonations (actor_id);
create index impersonations_by_end on impersonations (expires_at);

-- What a grant was made in, where the person did not make it themselves.
alter table grants add column impersonation_id uuid;

-- The administrator who acts, while they may: no row once it is over, their own session has ended, they are
-- disabled, or have the permission no more. With what that depends on, and until when it holds at most.
create function impersonation_facts(of_impersonation uuid, at timestamptz)
returns table (actor_id uuid, actor_session_id uuid, roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select found.actor_id, found.actor_session_id, held.roles, held.groups,
    least(found.expires_at, sessions.expires_at, held.valid_until)
  from (
    select * from impersonations i
    where i.id = of_impersonation and i.session_id is not null and i.expires_at > at limit 1
  ) found
  cross join lateral (
    select s.expires_at from sessions s
    where s.id = found.actor_session_id and s.expires_at = found.actor_session_expires_at
      and s.ended_at is null and s.expires_at > at limit 1
  ) sessions
  cross join lateral (
    select from users u where u.id = found.actor_id and u.disabled_at is null limit 1
  ) actor
  cross join lateral effective_roles(found.actor_id, at) held
  where exists (
    select from role_permissions given
    where given.role = any (held.roles) and given.permission = 'users:impersonate')
$$;
