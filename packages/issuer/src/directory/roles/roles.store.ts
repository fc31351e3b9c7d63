import type { Queryable } from '../../database/connection.ts';

export interface Role {
  name: string;
  permissions: string[];
}

export async function readRoles(sql: Queryable): Promise<Role[]> {
  return sql<Role[]>`
    select name, array(select permission from role_permissions where role = name
      order by permission) as permissions
    from roles order by name`;
}
