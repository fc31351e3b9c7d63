import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';

const row = z.object({ domain: z.string(), provider: z.string().nullable(), admits: z.boolean() });
const parse = rowParser('organization_domains', 'domain', row);

/** A mail domain of an organization. */
export type OrganizationDomain = z.output<typeof row>;

/** By name. */
export async function readDomains(
  sql: Queryable,
  { organizationId, after, limit }: { organizationId: string; after: string | null; limit: number },
): Promise<OrganizationDomain[]> {
  const rows = await sql`
    select domain, provider, admits from organization_domains
    where organization_id = ${organizationId} ${after === null ? sql`` : sql`and domain > ${after}`}
    order by domain limit ${limit}`;
  return rows.map(parse);
}

export async function hasProvider(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx`select from providers where id = ${id} for key share`;
  return rows.length > 0;
}

/** @returns false where it is another organization's. */
export async function putDomain(
  tx: Transaction,
  { organizationId, domain, provider, admits }: OrganizationDomain & { organizationId: string },
): Promise<boolean> {
  const { count } = await tx`
    insert into organization_domains (domain, organization_id, provider, admits)
    values (${domain}, ${organizationId}, ${provider}, ${admits})
    on conflict (domain) do update set provider = excluded.provider, admits = excluded.admits
      where organization_domains.organization_id = excluded.organization_id`;
  return count === 1;
}

/** @returns whether there was one. */
export async function deleteDomain(
  tx: Transaction,
  { organizationId, domain }: { organizationId: string; domain: string },
): Promise<boolean> {
  const { count } = await tx`
    delete from organization_domains
    where organization_id = ${organizationId} and domain = ${domain}`;
  return count === 1;
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
