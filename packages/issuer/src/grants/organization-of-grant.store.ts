import type { Queryable } from '../database/connection.ts';
import type { GrantedOrganization } from './grant.ts';

/** Where a refresh token leads to if it is for another organization from now on. */
export interface Switch {
  grantId: string;
  organization: string;
}

/**
 * Whether the person behind a refresh token is a member of the organization with this key, and has let the
 * client know of it.
 */
export async function findSwitch(
  sql: Queryable,
  { hash, clientId, key }: { hash: Buffer; clientId: string; key: string },
): Promise<Switch | null> {
  const [row] = await sql<Switch[]>`
    select grants.id as "grantId", organizations.id as organization
    from (
      select grant_id, expires_at from refresh_tokens
      where hash = ${hash} and client_id = ${clientId} limit 1
    ) token
    cross join lateral (
      select id, user_id from grants
      where id = token.grant_id and expires_at = token.expires_at
        and 'organization' = any (scope) limit 1
    ) grants
    cross join lateral (
      select id from organizations where key = ${key} and disabled_at is null limit 1
    ) organizations
    cross join lateral (
      select from organization_members
      where organization_id = organizations.id and user_id = grants.user_id limit 1
    ) members`;
  return row ?? null;
}

interface OfGrant {
  grantId: string;
  /** Of the grant: where it lies. */
  expiresAt: Date;
  organization: string;
}

/** The organization of a grant, if it is not disabled and the person is a member still. */
export async function readOrganizationOfGrant(
  sql: Queryable,
  { grantId, expiresAt, organization }: OfGrant,
): Promise<GrantedOrganization | null> {
  const [row] = await sql<GrantedOrganization[]>`
    select organizations.*
    from (
      select user_id from grants where id = ${grantId} and expires_at = ${expiresAt} limit 1
    ) grants
    cross join lateral (
      select id, key, name from organizations
      where id = ${organization} and disabled_at is null limit 1
    ) organizations
    cross join lateral (
      select from organization_members
      where organization_id = organizations.id and user_id = grants.user_id limit 1
    ) members`;
  return row ?? null;
}

/** For the tokens that come. */
export async function writeOrganizationOfGrant(
  sql: Queryable,
  { grantId, expiresAt, organization }: OfGrant,
): Promise<void> {
  await sql`
    update grants set organization_id = ${organization}
    where id = ${grantId} and expires_at = ${expiresAt}`;
}
