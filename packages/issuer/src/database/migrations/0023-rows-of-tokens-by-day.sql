-- What stands behind an access token, looked for where its rows can be: between two moments at
-- which they expire. Given from outside of the statement, they let the server leave all other
-- partitions out before it begins. The functions of 0021 stay for nodes of the version before.

create function user_token_facts(of_grant uuid, of_client text, at_api text, at timestamptz,
  grants_from timestamptz, grants_to timestamptz,
  sessions_from timestamptz, sessions_to timestamptz)
returns table (user_id uuid, name text, email text, email_verified boolean, session_id uuid,
  auth_time timestamptz, roles text[], groups text[], valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select users.id, users.name, users.email, users.email_verified, grants.session_id,
    grants.auth_time, held.roles, held.groups,
    least(grants.expires_at, sessions.expires_at, held.valid_until)
  from (
    select * from grants g
    where g.id = of_grant and g.client_id = of_client and g.revoked_at is null and g.expires_at > at
      and g.expires_at >= grants_from and g.expires_at < grants_to
      and (at_api is null or at_api = any (g.apis)) limit 1
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

create function link_token_facts(of_link uuid, of_client text, at_api text, at timestamptz,
  links_from timestamptz, links_to timestamptz)
returns table (link_id uuid, subject text, permissions text[], details jsonb, roles text[],
  valid_until timestamptz)
language sql stable parallel safe rows 1 as $$
  select links.id, links.subject, links.permissions, links.authorization_details, held.roles,
    links.expires_at
  from (
    select * from links l
    where l.id = of_link and l.client_id = of_client and l.revoked_at is null and l.expires_at > at
      and l.expires_at >= links_from and l.expires_at < links_to
      and (at_api is null or l.api_id = at_api) limit 1
  ) links
  cross join lateral client_token_facts(of_client) held
$$;
