-- APIs of one audience group share their JWTs: each of them is in `aud`, with what all may know and
-- all the permissions that the roles give at any of them.
alter table apis add column audience_group text;
create index apis_by_audience_group on apis (audience_group) where audience_group is not null;

-- An API by itself, or with those of its group. As the facts of tokens: `rows 1`, and by keys.
create function shared_audience(of_api text)
returns table (audiences text[], claims text[])
language sql stable parallel safe rows 1 as $$
  select array_agg(distinct member.id),
    coalesce(array_agg(distinct claim) filter (where claim is not null), '{}')
  from (
    select id, claims from apis where id = of_api
    union all
    select sibling.id, sibling.claims
    from apis own join apis sibling on sibling.audience_group = own.audience_group
    where own.id = of_api and sibling.id <> own.id
  ) member left join lateral unnest(member.claims) claim on true
$$;

-- What roles give at any of these APIs, and which of them give something.
create function permissions_at(at_apis text[], held text[])
returns table (roles text[], permissions text[])
language sql stable parallel safe rows 1 as $$
  select coalesce(array_agg(distinct given.role), '{}'),
    coalesce(array_agg(distinct given.permission), '{}')
  from role_permissions given
  join api_permissions declared on declared.permission = given.permission
  where declared.api_id = any (at_apis) and given.role = any (held)
$$;
