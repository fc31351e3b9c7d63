import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

const lastToken = z.object({ issuedAt: z.date(), grantType: z.string() });

export type LastToken = z.output<typeof lastToken>;

const parse = rowParser('client_last_tokens', 'client_id', lastToken);

/** The client may be deleted meanwhile: then there is nothing to write. */
export const writeLastToken = (
  sql: Queryable,
  { clientId, grantType, issuedAt }: LastToken & { clientId: string },
): Promise<unknown> => sql`
  insert into client_last_tokens as last (client_id, issued_at, grant_type)
  select id, ${issuedAt}, ${grantType} from clients where id = ${clientId} for key share
  on conflict (client_id) do update
    set issued_at = excluded.issued_at, grant_type = excluded.grant_type
    where last.issued_at < excluded.issued_at`;

export async function readLastToken(sql: Queryable, clientId: string): Promise<LastToken | null> {
  const [row] = await sql`
    select client_id, issued_at as "issuedAt", grant_type as "grantType"
    from client_last_tokens where client_id = ${clientId}`;
  return row ? parse(row) : null;
}
