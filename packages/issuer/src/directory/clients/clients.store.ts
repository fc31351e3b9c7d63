import type { Queryable, Transaction } from '../../database/connection.ts';

export interface ClientEntry {
  id: string;
  name: string;
  type: string;
  authMethod: string;
  grants: string[];
  scopes: string[];
  apis: string[];
  roles: string[];
  redirectUris: string[];
  linkOrigins: string[];
  disabled: boolean;
}

/** Without anything of their secrets. */
export async function readClientEntries(sql: Queryable): Promise<ClientEntry[]> {
  return sql<ClientEntry[]>`
    select id, name, type, auth_method as "authMethod", grants, scopes, apis,
      array(select role from client_roles where client_id = id order by role) as roles,
      redirect_uris as "redirectUris", link_origins as "linkOrigins",
      disabled_at is not null as disabled
    from clients order by id`;
}

export async function writeDisabled(
  tx: Transaction,
  id: string,
  disabled: boolean,
  now: Date,
): Promise<'changed' | 'unchanged' | 'unknown'> {
  const changed = await tx`
    update clients set disabled_at = ${disabled ? now : null}
    where id = ${id} and (disabled_at is not null) <> ${disabled} returning id`;
  if (changed.length > 0) return 'changed';
  const known = await tx`select from clients where id = ${id}`;
  return known.length > 0 ? 'unchanged' : 'unknown';
}
