import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { type OrganizationDomain, organizationDomain } from './domain.ts';

const parse = rowParser('organization_domains', 'domain', organizationDomain);

interface OfOrganization {
  organizationId: string;
}

type WhatItDoes = Omit<OrganizationDomain, 'challenge'>;

/** By name. */
export async function readDomains(
  sql: Queryable,
  { organizationId, after, limit }: { organizationId: string; after: string | null; limit: number },
): Promise<OrganizationDomain[]> {
  const page = sql`${after === null ? sql`` : sql`and domain > ${after}`} order by domain limit ${limit}`;
  const rows = await sql`
    select * from (
      (select domain, provider, admits, null as challenge from organization_domains
        where organization_id = ${organizationId} ${page})
      union all
      (select domain, provider, admits, challenge from organization_domain_claims
        where organization_id = ${organizationId} ${page})
    ) domains order by domain limit ${limit}`;
  return rows.map(parse);
}

export async function hasProvider(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx`select from providers where id = ${id} for key share`;
  return rows.length > 0;
}

/** It is claimed no longer. @returns false where it is another organization's. */
export async function putDomain(
  tx: Transaction,
  { organizationId, domain, provider, admits }: WhatItDoes & OfOrganization,
): Promise<boolean> {
  await tx`
    delete from organization_domain_claims
    where organization_id = ${organizationId} and domain = ${domain}`;
  const { count } = await tx`
    insert into organization_domains (domain, organization_id, provider, admits)
    values (${domain}, ${organizationId}, ${provider}, ${admits})
    on conflict (domain) do update set provider = excluded.provider, admits = excluded.admits
      where organization_domains.organization_id = excluded.organization_id`;
  return count === 1;
}

/** @returns false where it is not the organization's, or only claimed. */
export async function changeDomain(
  tx: Transaction,
  { organizationId, domain, provider, admits }: WhatItDoes & OfOrganization,
): Promise<boolean> {
  const { count } = await tx`
    update organization_domains set provider = ${provider}, admits = ${admits}
    where organization_id = ${organizationId} and domain = ${domain}`;
  return count === 1;
}

/** What is claimed already keeps its challenge. */
export async function putClaim(
  tx: Transaction,
  { organizationId, domain, provider, admits, challenge }: OrganizationDomain & OfOrganization,
): Promise<void> {
  await tx`
    insert into organization_domain_claims (organization_id, domain, provider, admits, challenge)
    values (${organizationId}, ${domain}, ${provider}, ${admits}, ${challenge})
    on conflict (organization_id, domain) do update
      set provider = excluded.provider, admits = excluded.admits`;
}

/** Others than this one. Until the end of the transaction no other one claims a domain for it. */
export async function countOtherClaims(
  tx: Transaction,
  { organizationId, domain }: { domain: string } & OfOrganization,
): Promise<number> {
  await tx`select from organizations where id = ${organizationId} for no key update`;
  const { count } = await tx`
    select from organization_domain_claims
    where organization_id = ${organizationId} and domain <> ${domain}`;
  return count;
}

/** A domain by its name, claimed or not. */
export async function readDomain(
  sql: Queryable,
  { organizationId, domain }: { domain: string } & OfOrganization,
): Promise<OrganizationDomain | null> {
  const [found] = await sql`
    select domain, provider, admits, null as challenge from organization_domains
    where organization_id = ${organizationId} and domain = ${domain}
    union all
    select domain, provider, admits, challenge from organization_domain_claims
    where organization_id = ${organizationId} and domain = ${domain}
    order by challenge nulls first limit 1`;
  return found ? parse(found) : null;
}

/** @returns what it is to do; null where there is none with this challenge any more. */
export async function deleteClaim(
  tx: Transaction,
  { organizationId, domain, challenge }: { domain: string; challenge: string } & OfOrganization,
): Promise<WhatItDoes | null> {
  const [found] = await tx<WhatItDoes[]>`
    delete from organization_domain_claims
    where organization_id = ${organizationId} and domain = ${domain} and challenge = ${challenge}
    returning domain, provider, admits`;
  return found ?? null;
}

/** Claimed or not. @returns whether there was one. */
export async function deleteDomain(
  tx: Transaction,
  { organizationId, domain }: { domain: string } & OfOrganization,
): Promise<boolean> {
  const claims = await tx`
    delete from organization_domain_claims
    where organization_id = ${organizationId} and domain = ${domain}`;
  const { count } = await tx`
    delete from organization_domains
    where organization_id = ${organizationId} and domain = ${domain}`;
  return count + claims.count > 0;
}

/**
 * Makes the owner of a new address of a domain a member, where the organization of the domain takes them.
 *
 * @param provider that vouches for the address, where it is not known otherwise to be theirs: it counts where
 *   it is that of the domain
 * @returns the id of the organization
 */
export async function insertMemberOfDomain(
  tx: Transaction,
  { userId, domain, provider }: { userId: string; domain: string; provider: string | null },
  at: Date,
): Promise<string | null> {
  const [member] = await tx<{ id: string }[]>`
    insert into organization_members (organization_id, user_id, joined_at)
    select organization_id, ${userId}, ${at} from organization_domains
    where domain = ${domain} and admits
      and ${provider === null ? tx`true` : tx`provider = ${provider}`}
    on conflict do nothing returning organization_id as id`;
  return member?.id ?? null;
}
