import type { Queryable } from '../database/connection.ts';
import type { Client } from './client.ts';

export async function readClients(sql: Queryable, ids: string[]): Promise<Client[]> {
  return sql<Client[]>`
    select id, name, type, auth_method as "authMethod", secret_hashes as "secretHashes", pkce,
      redirect_uris as "redirectUris", post_logout_redirect_uris as "postLogoutRedirectUris",
      link_origins as "linkOrigins", grants, scopes, apis, serves,
      id_token_alg as "idTokenAlg", disabled_at is not null as disabled
    from clients where id = any(${ids})`;
}

/** Whether any client may send action links to this origin. */
export async function isLinkOrigin(sql: Queryable, origin: string): Promise<boolean> {
  const rows = await sql`
    select 1 from clients where ${origin} = any(link_origins) and disabled_at is null limit 1`;
  return rows.length > 0;
}
