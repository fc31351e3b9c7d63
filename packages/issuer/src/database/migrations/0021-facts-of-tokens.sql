-- What stands behind an access token: one function for each kind of token, and no row where that
-- is gone. As `effective_roles` they are `stable` and `rows 1`, so that the planner can inline
-- them. Each row is looked up by its key, `limit 1`: a join could be planned, while tables are
-- small, as a scan of the whole table, and that plan is kept.

create function user_token_facts(of_grant uuid, of_client text, at_api text, at timestamptz)
returns table (user_id uuid, name text, email text, email_verified boolean, session_id uuid,
  auth_time timestamptz, roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select users.id, users.name, users.email, users.email_verified, grants.session_id,
    grants.auth_time, held.roles, held.groups,
    least(grants.expires_at, sessions.expires_at, held.valid_until)
  from (
    select * from grants g
    where g.id = of_grant and g.client_id = of_client and g.revoked_at is null and g.expires_at > at
      and (at_api is null or at_api = any (g.apis)) limit 1
  ) grants
  left join lateral (
    select * from sessions s
    where s.id = grants.session_id and s.ended_at is null and s.expires_at > at limit 1
  ) sessions on true
  cross join lateral (
    select * from users u
    where u.id = grants.user_id and u.disabled_at is null
      and (grants.session_id is null or sessions.id is not null) limit 1
  ) users
  cross join lateral effective_roles(users.id, at) held
$$;

-- What a client holds by itself.
create function client_token_facts(of_client text)
returns table (roles text[])
language sql stable parallel safe rows 1 as $$
  select array(select held.role from client_roles held where held.client_id = of_client)
$$;

-- A link hands on what its client may do: the roles are the client's.
create function link_token_facts(of_link uuid, of_client text, at_api text, at timestamptz)
returns table (link_id uuid, subject text, permissions text[], details jsonb, roles text[],
  valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select links.id, links.subject, links.permissions, links.authorization_details, held.roles,
    links.expires_at
  from (
    select * from links l
    where l.id = of_link and l.client_id = of_client and l.revoked_at is null and l.expires_at > at
      and (at_api is null or l.api_id = at_api) limit 1
  ) links
  cross join lateral client_token_facts(of_client) held
$$;

-- What roles give at one API, and which of them give something.
create function permissions_at(at_api text, held text[])
returns table (roles text[], permissions text[])
language sql stable parallel safe rows 1 as $$
  select coalesce(array_agg(distinct given.role), '{}'),
    coalesce(array_agg(distinct given.permission), '{}')
  from role_permissions given
  join api_permissions declared on declared.permission = given.permission
  where declared.api_id = at_api and given.role = any (held)
$$;
