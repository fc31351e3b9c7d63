import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { domainOf } from '../../runtime/email-address.ts';
import type { Caller } from '../caller.ts';
import { holdOrganization, idOfOrganization } from './admit.service.ts';
import {
  deleteDomain,
  hasProvider,
  insertMemberOfDomain,
  type OrganizationDomain,
  putDomain,
  readDomains,
} from './domains.store.ts';
import { lockOrganization } from './organizations.store.ts';

type Dependencies = Pick<Context, 'sql' | 'clock'>;

/** One page of the domains, and whether there are more. @throws OAuthError `not_found` */
export async function listDomains(
  key: string,
  { after, limit }: { after: string | null; limit: number },
  { sql }: Pick<Context, 'sql'>,
): Promise<{ domains: OrganizationDomain[]; more: boolean }> {
  const organizationId = await idOfOrganization(sql, key);
  const found = await readDomains(sql, { organizationId, after, limit: limit + 1 });
  return { domains: found.slice(0, limit), more: found.length > limit };
}

/**
 * The caller vouches for it. It makes no member and signs none out: it is for those who come.
 *
 * @throws OAuthError `not_found` for the organization and the provider; `conflict` for a domain of another
 *   organization.
 */
export async function setDomain(
  key: string,
  given: OrganizationDomain,
  caller: Caller,
  { sql, clock }: Dependencies,
): Promise<void> {
  const { domain, provider, admits } = given;
  await sql.begin(async (tx) => {
    const { id: organizationId } = await holdOrganization(tx, key);
    if (provider !== null && !(await hasProvider(tx, provider))) {
      throw new OAuthError('not_found', `There is no provider ${provider}.`);
    }
    if (!(await putDomain(tx, { ...given, organizationId }))) {
      throw new OAuthError('conflict', `${domain} is a domain of another organization.`);
    }
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.set_domain', actor: caller.actor },
      ...{ subjects: [`organization:${organizationId}`], detail: { domain, provider, admits } },
    });
  });
}

/** Its members stay. Removing what is not there is no error. */
export async function removeDomain(
  key: string,
  domain: string,
  caller: Caller,
  { sql, clock }: Dependencies,
): Promise<void> {
  await sql.begin(async (tx) => {
    const held = await lockOrganization(tx, key, 'share');
    if (!held || !(await deleteDomain(tx, { organizationId: held.id, domain }))) return;
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.remove_domain', actor: caller.actor },
      ...{ subjects: [`organization:${held.id}`], detail: { domain } },
    });
  });
}

/**
 * Makes the person of a new account a member of the organization of their address, where it takes them. They
 * are in no cache yet, so that nothing has to wait for the gateways.
 *
 * @param provider that vouches for the address; null where it is proved, or the provider is trusted for it
 */
export async function admitByAddress(
  tx: Transaction,
  { userId, email, provider }: { userId: string; email: string; provider: string | null },
  at: Date,
): Promise<void> {
  const domain = domainOf(email);
  const organization = await insertMemberOfDomain(tx, { userId, domain, provider }, at);
  if (organization === null) return;
  await recordAudit(tx, {
    ...{ at, action: 'organization.add_member', actor: `user:${userId}` },
    ...{ subjects: [`user:${userId}`, `organization:${organization}`], detail: { domain } },
  });
}
