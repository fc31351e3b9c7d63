import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { domainOf } from '../../runtime/email-address.ts';
import { txtRecords } from '../../runtime/txt-records.ts';
import type { Caller } from '../caller.ts';
import { requireAt } from '../delegation/reach.service.ts';
import { holdOrganization, idOfOrganization } from './admit.service.ts';
import { challengeName, type OrganizationDomain } from './domain.ts';
import {
  changeDomain,
  countOtherClaims,
  deleteClaim,
  deleteDomain,
  hasProvider,
  insertMemberOfDomain,
  putClaim,
  putDomain,
  readDomain,
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

/** What a domain is to do, and whether the caller vouches for it; undefined: if they may. */
export type GivenDomain = Omit<OrganizationDomain, 'challenge'> & {
  isVouched?: boolean | undefined;
};

/** As many as wait for a proof at once. */
const maxClaims = 20;

/**
 * It makes no member and signs none out: it is for those who come. Who may write to all organizations vouches for it;
 * any other caller claims it, and it does nothing until `verifyDomain`.
 *
 * @throws OAuthError `not_found` for the organization and the provider; `conflict` for a domain of another
 *   organization, and for too many claims; `insufficient_scope` for who may not vouch.
 */
export async function setDomain(
  key: string,
  { isVouched, ...given }: GivenDomain,
  caller: Caller,
  { sql, clock, random }: Dependencies & Pick<Context, 'random'>,
): Promise<void> {
  const { domain, provider, admits } = given;
  if (isVouched) await requireAt(sql, caller, 'organizations:write', null);
  const vouches = isVouched ?? caller.permissions.includes('organizations:write');
  await sql.begin(async (tx) => {
    const { id: organizationId } = await holdOrganization(tx, key);
    if (provider !== null && !(await hasProvider(tx, provider))) {
      throw new OAuthError('not_found', `There is no provider ${provider}.`);
    }
    const wanted = { ...given, organizationId };
    const isOwn = vouches
      ? await putVouched(tx, wanted)
      : (await changeDomain(tx, wanted)) || (await claim(tx, wanted, random));
    await recordAudit(tx, {
      at: clock.now(),
      action: isOwn ? 'organization.set_domain' : 'organization.claim_domain',
      actor: caller.actor,
      ...{ subjects: [`organization:${organizationId}`], detail: { domain, provider, admits } },
    });
  });
}

type Wanted = Omit<OrganizationDomain, 'challenge'> & { organizationId: string };

async function putVouched(tx: Transaction, wanted: Wanted): Promise<true> {
  if (await putDomain(tx, wanted)) return true;
  throw new OAuthError('conflict', `${wanted.domain} is a domain of another organization.`);
}

async function claim(tx: Transaction, wanted: Wanted, random: Context['random']): Promise<false> {
  if ((await countOtherClaims(tx, wanted)) >= maxClaims) {
    throw new OAuthError(
      'conflict',
      `${maxClaims} domains wait for their proof: verify or remove some first.`,
    );
  }
  const challenge = `sallyport-verification=${random.bytes(24).toString('base64url')}`;
  await putClaim(tx, { ...wanted, challenge });
  return false;
}

/**
 * Asks DNS whether a claimed domain is the organization's: then it does what it is to do. One that is proved, or
 * vouched for, stays as it is.
 *
 * @throws OAuthError `not_found`; `conflict` where DNS does not say so, and for a domain of another organization;
 *   `temporarily_unavailable` where no server answers
 */
export async function verifyDomain(
  key: string,
  domain: string,
  caller: Caller,
  { sql, clock, settings }: Dependencies & Pick<Context, 'settings'>,
): Promise<OrganizationDomain> {
  const organizationId = await idOfOrganization(sql, key);
  const found = await readDomain(sql, { organizationId, domain });
  if (!found) throw noSuchDomain(key, domain);
  const { challenge } = found;
  if (challenge === null) return found;
  const records = await txtRecords(challengeName(domain), settings.dnsServers);
  if (records === null) {
    throw new OAuthError(
      'temporarily_unavailable',
      `No name server answered for ${challengeName(domain)}. Try again later.`,
    );
  }
  if (!records.includes(challenge)) {
    throw new OAuthError(
      'conflict',
      `${challengeName(domain)} has no TXT record that says ${challenge}. A new record may take some minutes to be seen.`,
    );
  }
  return sql.begin(async (tx) => {
    await holdOrganization(tx, key);
    const wanted = await deleteClaim(tx, { organizationId, domain, challenge });
    if (!wanted) throw noSuchDomain(key, domain);
    await putVouched(tx, { ...wanted, organizationId });
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.verify_domain', actor: caller.actor },
      ...{ subjects: [`organization:${organizationId}`], detail: { domain } },
    });
    return { ...wanted, challenge: null };
  });
}

const noSuchDomain = (key: string, domain: string): OAuthError =>
  new OAuthError('not_found', `${domain} is no domain of the organization ${key}.`);

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
