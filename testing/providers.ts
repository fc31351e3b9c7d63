import type { Sql } from '../packages/issuer/src/database/connection.ts';

/** A provider of the configuration that no test signs in at: at `https://<id>.example`. */
export async function insertProvider(sql: Sql, id: string): Promise<void> {
  await sql`
    insert into providers (id, type, name, issuer, client_id, client_secret, scopes, declared)
    values (${id}, 'oidc', ${id}, ${`https://${id}.example`}, 'x', ''::bytea, '{}', true)`;
}
