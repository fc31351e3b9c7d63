-- Nodes of the version before run on this.
-- As `resource_facts`, null where nothing is held: for callers that seldom need it. It is not inlined, so that a
-- statement in which it is not reached does not prepare for it.
create function resources_of(holders text[], of_api text, at_types text[], at timestamptz,
  asked jsonb, max_each integer)
returns json
language sql stable parallel safe as $$
  select json_build_object('given', held.given, 'bearing', held.bearing,
    'complete', held.complete, 'validUntil', held.valid_until)
  from resource_facts(holders, of_api, at_types, at, asked, max_each) held
  where held.given is not null
$$;
