import type { Queryable, Transaction } from '../database/connection.ts';

/**
 * What was granted to clients that are gone, and the links that they made: another client may be
 * declared under the same id one day, and must not find them.
 */
export async function revokeTokensOfClients(
  tx: Transaction,
  clients: readonly string[],
  now: Date,
): Promise<void> {
  await tx`
    update grants set revoked_at = ${now}
    where client_id = any(${[...clients]}) and revoked_at is null`;
  await tx`
    update links set revoked_at = ${now}
    where client_id = any(${[...clients]}) and revoked_at is null`;
}

export interface KnownProvider {
  id: string;
  issuer: string;
  secret: Buffer;
}

export async function readProviders(sql: Queryable): Promise<KnownProvider[]> {
  return sql<KnownProvider[]>`select id, issuer, client_secret as secret from providers`;
}

/**
 * A subject means somebody only together with its issuer (OpenID Connect Core, section 5.7): where
 * a provider is gone or is another issuer now, what was linked through it says nothing.
 */
export async function unlinkIdentities(
  tx: Transaction,
  providers: readonly string[],
): Promise<void> {
  await tx`delete from identities where provider = any(${[...providers]})`;
}
