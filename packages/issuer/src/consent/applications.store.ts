import { z } from 'zod';
import { grantedDetail } from '../authorization-details/detail.ts';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { words } from '../runtime/words.ts';

const parseApplication = rowParser(
  'grants',
  'clientId',
  z.object({
    clientId: z.string(),
    name: z.string(),
    party: z.enum(['first', 'third']),
    /** What its tokens are good for, of all its grants together. */
    scope: z.array(z.string()),
    apis: z.array(z.string()),
    /** The names of these APIs, in their own order. */
    apiNames: z.array(words),
    /** The single things that it may do. */
    details: z.array(grantedDetail),
    /** When the person agreed; null where they were not asked. */
    agreedAt: z.date().nullable(),
    /** When it last got tokens by a sign-in; null while it has none. */
    signedInAt: z.date().nullable(),
  }),
);

export type Application = ReturnType<typeof parseApplication>;

/** Whether a session that a grant hangs on has ended is not looked at: it ends with the session. */
export async function listApplicationsOf(
  sql: Queryable,
  userId: string,
  now: Date,
): Promise<Application[]> {
  const rows = await sql`
    with granted as (
      select client_id, max(grants.created_at) as signed_in_at,
        array_agg(array_to_json(grants.scope)) as scopes, array_agg(array_to_json(grants.apis)) as apis,
        jsonb_agg(grants.details) as details
      from (select * from grants where user_id = ${userId} offset 0) grants
      where revoked_at is null and grants.expires_at > ${now}
        and (session_id is null or exists (
          select from sessions where sessions.id = session_id and ended_at is null
            and sessions.expires_at > ${now}))
      group by client_id
    )
    select clients.id as "clientId", clients.name, clients.party,
      array(
        select unnest(coalesce(consents.scope, '{}')) union
        select json_array_elements_text(each) from unnest(granted.scopes) each order by 1) as scope,
      array(
        select unnest(coalesce(consents.apis, '{}')) union
        select json_array_elements_text(each) from unnest(granted.apis) each order by 1) as apis,
      array(
        select coalesce(names, to_jsonb(name)) from apis where id = any(consents.apis) or id in (
          select json_array_elements_text(each) from unnest(granted.apis) each)
        order by name, id) as "apiNames",
      coalesce((select jsonb_agg(detail) from (
        select jsonb_array_elements(consents.details) as detail union
        select jsonb_array_elements(each) from jsonb_array_elements(granted.details) each
        order by 1 limit 100) of_either), '[]') as details,
      consents.given_at as "agreedAt", granted.signed_in_at as "signedInAt"
    from granted
    full join (select * from consents where user_id = ${userId}) consents using (client_id)
    join clients on clients.id = client_id
    order by granted.signed_in_at desc nulls last, clients.name, clients.id`;
  return rows.map(parseApplication);
}
