import type { Queryable } from '../../database/connection.ts';

export interface Group {
  name: string;
  parent: string | null;
  roles: string[];
}

export async function readGroups(sql: Queryable): Promise<Group[]> {
  return sql<Group[]>`
    select name, parent, array(select role from group_roles where group_name = name
      order by role) as roles
    from groups order by name`;
}
