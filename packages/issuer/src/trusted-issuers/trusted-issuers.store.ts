import type { Queryable, Transaction } from '../database/connection.ts';
import { type Difference, reconcileTable } from '../database/reconcile.ts';
import type { SigningAlg } from '../keys/keys.ts';
import type { DeclaredTrustedIssuer } from './trusted-issuer-declaration.ts';

const trustedIssuers = {
  table: 'trusted_issuers',
  kind: 'trusted_issuer',
  key: 'issuer',
  columns: { issuer: 'text', audience: 'text', claim_map: 'jsonb' },
};

export const reconcileTrustedIssuers = (
  tx: Transaction,
  declared: readonly DeclaredTrustedIssuer[],
): Promise<Difference[]> => {
  const rows = declared.map(({ map, ...issuer }) => ({ ...issuer, claim_map: map }));
  return reconcileTable(tx, trustedIssuers, rows);
};

export interface TrustedIssuer {
  issuer: string;
  /** The `aud` that its tokens for us carry. */
  audience: string;
  /** Which of its claims hold the subject and, if any does, the roles. */
  map: { sub: string; roles?: string };
}

export async function readTrustedIssuer(
  sql: Queryable,
  issuer: string,
): Promise<TrustedIssuer | null> {
  const [row] = await sql<TrustedIssuer[]>`
    select issuer, audience, claim_map as map from trusted_issuers where issuer = ${issuer}`;
  return row ?? null;
}

interface RolesAtApi {
  roles: string[];
  permissions: string[];
  signingAlg: SigningAlg;
}

/**
 * Those of the names that are roles here, with what they give at the API and what that wants its
 * JWTs signed with. Null when there is no such API.
 */
export async function readRolesAtApi(
  sql: Queryable,
  names: readonly string[],
  api: string,
): Promise<RolesAtApi | null> {
  const [row] = await sql<RolesAtApi[]>`
    select apis.signing_alg as "signingAlg", held.* from apis, lateral (
      select coalesce(array_agg(distinct given.role), '{}') as roles,
        coalesce(array_agg(distinct given.permission), '{}') as permissions
      from role_permissions given
      join api_permissions declared on declared.permission = given.permission
      where declared.api_id = apis.id and given.role = any (${[...names]})
    ) held
    where apis.id = ${api}`;
  return row ?? null;
}
