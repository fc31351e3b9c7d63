-- Nodes of the version before run on this.
-- Mail domains of organizations, as administrators vouch for them.
create table organization_domains (
  domain text collate "C" primary key,
  organization_id uuid not null references organizations on delete cascade,
  -- Where people with such an address are led to sign in.
  provider text references providers on delete set null,
  -- Whether a new account with a proved address of the domain becomes a member.
  admits boolean not null
);
create index organization_domains_by_organization on organization_domains (organization_id, domain);
create index organization_domains_by_provider on organization_domains (provider)
  where provider is not null;
