-- Nodes of the version before run on this.
-- Single things that a person lets a client do (RFC 9396), each with the API that it is for.
alter table apis
  -- The types that it has, each with its actions.
  add column authorization_details jsonb[] not null default '{}',
  -- What it is called in each language; null where that is `name` in all.
  add column names jsonb;
alter table clients add column authorization_details_types text[] not null default '{}';
-- A grant that has details has no `apis`: a node of the version before, which does not know them, then
-- hands out nothing for it.
alter table grants add column details jsonb not null default '[]';
alter table consents add column details jsonb not null default '[]';

-- As `facts_of_user_token`, and of grants with details too: that one nodes of the version before use,
-- and find none of these.
create function facts_of_granted_token(of_grant uuid, of_client text, at_api text, at timestamptz,
  grants_from timestamptz, grants_to timestamptz,
  sessions_from timestamptz, sessions_to timestamptz)
returns table (user_id uuid, name text, email text, email_verified boolean, session_id uuid,
  auth_time timestamptz, acr text, roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select users.id, users.name, users.email, users.email_verified, grants.session_id,
    grants.auth_time, grants.acr, held.roles, held.groups,
    least(grants.expires_at, sessions.expires_at, held.valid_until)
  from (
    select * from grants g
    where g.id = of_grant and g.client_id = of_client and g.revoked_at is null and g.expires_at > at
      and g.expires_at >= grants_from and g.expires_at < grants_to
      and (at_api is null or at_api = any (g.apis)
        or g.details @> jsonb_build_array(jsonb_build_object('api', at_api))) limit 1
  ) grants
  left join lateral (
    select * from sessions s
    where s.id = grants.session_id and s.ended_at is null and s.expires_at > at
      and s.expires_at >= sessions_from and s.expires_at < sessions_to limit 1
  ) sessions on true
  cross join lateral (
    select * from users u
    where u.id = grants.user_id and u.disabled_at is null
      and (grants.session_id is null or sessions.id is not null) limit 1
  ) users
  cross join lateral effective_roles(users.id, at) held
$$;
