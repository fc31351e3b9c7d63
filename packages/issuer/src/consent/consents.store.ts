import { z } from 'zod';
import { grantedDetail } from '../authorization-details/detail.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { words } from '../runtime/words.ts';
import type { Access, Consent } from './consent.ts';

const parseConsent = rowParser(
  'consents',
  'clientId',
  z.object({
    clientId: z.string(),
    scope: z.array(z.string()),
    apis: z.array(z.string()),
    details: z.array(grantedDetail),
    givenAt: z.date(),
  }),
);

interface Key {
  userId: string;
  clientId: string;
}

export async function findConsent(
  sql: Queryable,
  { userId, clientId }: Key,
): Promise<Consent | null> {
  const [row] = await sql`
    select client_id as "clientId", scope, apis, details, given_at as "givenAt" from consents
    where user_id = ${userId} and client_id = ${clientId}`;
  return row ? parseConsent(row) : null;
}

/** So many single things that a person agreed to are remembered of one client, the last ones. */
const maxDetails = 100;

/** Adds to what was agreed to before. */
export async function saveConsent(
  tx: Transaction,
  { userId, clientId, scope, apis, details }: Key & Access,
  now: Date,
): Promise<void> {
  await tx`
    insert into consents (user_id, client_id, scope, apis, details, given_at)
    values (${userId}, ${clientId}, ${[...scope]}, ${[...apis]}, ${tx.json([...details])}, ${now})
    on conflict (user_id, client_id) do update set
      scope = array(select distinct unnest(consents.scope || excluded.scope) order by 1),
      apis = array(select distinct unnest(consents.apis || excluded.apis) order by 1),
      details = coalesce((
        select jsonb_agg(detail order by place) from (
          select * from jsonb_array_elements(excluded.details || consents.details)
            with ordinality as each (detail, place)
          where place <= jsonb_array_length(excluded.details)
            or not excluded.details @> jsonb_build_array(detail)
          order by place limit ${maxDetails}) kept), '[]'),
      given_at = excluded.given_at`;
}

const parseShown = rowParser(
  'users',
  'account',
  z.object({ account: z.string(), apis: z.array(words) }),
);

/** What the page shows: whom the client asks, and the names of the APIs that it asks for. */
export async function readShown(
  sql: Queryable,
  { userId, apis }: { userId: string; apis: readonly string[] },
): Promise<ReturnType<typeof parseShown> | null> {
  const [row] = await sql`
    select email as account,
      array(select coalesce(names, to_jsonb(name)) from apis
        where id = any(${[...apis]}) order by name, id) as apis
    from users where id = ${userId}`;
  return row ? parseShown(row) : null;
}

export async function deleteConsent(tx: Transaction, { userId, clientId }: Key): Promise<boolean> {
  const { count } = await tx`
    delete from consents where user_id = ${userId} and client_id = ${clientId}`;
  return count === 1;
}
