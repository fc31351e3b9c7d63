-- Each value of another issuer's aud stands for one of our APIs, and a claim is found by a path.
alter table trusted_issuers
  add column audiences jsonb,
  add column without_audience text,
  add column profile text not null default 'any-jwt';

update trusted_issuers set
  audiences = jsonb_build_object(audience, audience),
  claim_map = jsonb_strip_nulls(jsonb_build_object(
    'sub', jsonb_build_array(claim_map -> 'sub'),
    'roles', case when claim_map ? 'roles' then jsonb_build_array(claim_map -> 'roles') end));

alter table trusted_issuers
  drop column audience,
  alter column audiences set not null,
  alter column profile drop default;
