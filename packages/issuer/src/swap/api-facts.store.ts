import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { type ApiFacts, apiFacts } from './facts.ts';

const parseRow = rowParser('apis', 'id', apiFacts);

/**
 * An API, and what those of the names that are roles here give there: for subjects that are not
 * looked up with an access token of ours. Null when there is no such API.
 */
export async function readApiFacts(
  sql: Queryable,
  roles: readonly string[],
  api: string,
): Promise<ApiFacts | null> {
  const [row] = await sql`
    select apis.id, shared.audiences, shared.claims, apis.signing_alg as "signingAlg",
      apis.jwt_type as "jwtType",
      shared.acr, held.roles as "bearingRoles", held.permissions
    from apis, lateral audience_of(apis.id) shared,
      lateral permissions_at(shared.audiences, ${[...roles]}) held
    where apis.id = ${api}`;
  return row ? parseRow(row) : null;
}
