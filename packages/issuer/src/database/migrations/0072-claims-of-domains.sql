-- Nodes of the version before run on this.
-- Mail domains that an organization says are its own, until DNS shows that they are. They do nothing until then.
create table organization_domain_claims (
  organization_id uuid not null references organizations on delete cascade,
  domain text collate "C" not null,
  -- What a TXT record has to say.
  challenge text not null,
  -- What the domain is to do once it is proved.
  provider text references providers on delete set null,
  admits boolean not null,
  primary key (organization_id, domain)
);
create index organization_domain_claims_by_provider on organization_domain_claims (provider)
  where provider is not null;
