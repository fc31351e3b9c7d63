import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Grant, GrantedOrganization } from './grant.ts';
import {
  findSwitch,
  readOrganizationOfGrant,
  writeOrganizationOfGrant,
} from './organization-of-grant.store.ts';

/**
 * Another organization that a refresh names, by its key: asked before the token is used, so that a refusal
 * costs none. Null where it names none.
 *
 * @throws OAuthError `invalid_target`
 */
export async function chooseOrganization(
  { hash, clientId, key }: { hash: Buffer; clientId: string; key: string | undefined },
  { sql }: Pick<Context, 'sql'>,
): Promise<string | null> {
  if (key === undefined) return null;
  const found = await findSwitch(sql, { hash, clientId, key });
  if (found) return found.organization;
  throw new OAuthError(
    'invalid_target',
    `The person is not a member of the organization ${key}, or has not given this client the scope organization.`,
  );
}

type OfGrant = Pick<Grant, 'grantId' | 'expiresAt' | 'organization' | 'scope'>;

/**
 * What the tokens of a grant are for from now on: what was chosen, or what it was for before. Null where that
 * is no organization.
 *
 * @throws OAuthError `invalid_grant` where they can be for it no more
 */
export async function organizationOf(
  { grantId, expiresAt, organization: before, scope }: OfGrant,
  chosen: string | null,
  { sql }: Pick<Context, 'sql'>,
): Promise<GrantedOrganization | null> {
  const organization = chosen ?? before;
  if (organization === null) return null;
  const of = { grantId, expiresAt, organization };
  const found = scope.includes('organization') ? await readOrganizationOfGrant(sql, of) : null;
  if (!found) {
    throw new OAuthError(
      'invalid_grant',
      'The organization that this was for is disabled, or the person or the client may not act for it any more. Sign in again.',
    );
  }
  if (organization !== before) await writeOrganizationOfGrant(sql, of);
  return found;
}
