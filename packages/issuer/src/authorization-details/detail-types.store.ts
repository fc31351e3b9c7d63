import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { type TypeOfApi, typeOfApi } from './detail-type.ts';

const parseType = rowParser('apis', 'api', typeOfApi);

/** Of all APIs, in the order of their names. */
export async function readTypes(sql: Queryable): Promise<TypeOfApi[]> {
  const rows = await sql`
    select apis.id as api, of_api ->> 'type' as type, (of_api -> 'actions') as actions
    from apis cross join unnest(apis.authorization_details) of_api
    order by type`;
  return rows.map(parseType);
}
