-- How sure the issuer has to be of a person: demanded by an API, and by the client that they sign in to.
alter table apis add column acr text not null default 'aal1';
alter table clients add column sign_in jsonb;

-- An administrator has set their password, and they have to choose one of their own.
alter table users add column must_change_password boolean not null default false;

-- What stands behind a user's access token, with how sure the issuer was when they signed in for it.
-- `user_token_facts` stays for nodes of the version before.
create function facts_of_user_token(of_grant uuid, of_client text, at_api text, at timestamptz,
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
