import type { Queryable } from '../database/connection.ts';
import type { AuthorizationParameters } from './interaction.ts';

interface Key {
  idHash: Buffer;
  browserHash: Buffer;
}

export async function insertInteraction(
  sql: Queryable,
  row: Key & { parameters: AuthorizationParameters; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into authorization_requests (id_hash, browser_hash, parameters, created_at, expires_at)
    values (${row.idHash}, ${row.browserHash}, ${sql.json({ ...row.parameters })},
            ${row.createdAt}, ${row.expiresAt})`;
}

export interface InteractionRow {
  parameters: AuthorizationParameters;
  clientName: string;
  createdAt: Date;
}

/** Only while it is open, and only in the browser that began it. */
export async function readInteraction(
  sql: Queryable,
  { idHash, browserHash }: Key,
  now: Date,
): Promise<InteractionRow | null> {
  const [row] = await sql<InteractionRow[]>`
    select parameters, clients.name as "clientName", created_at as "createdAt"
    from authorization_requests join clients on clients.id = parameters ->> 'clientId'
    where id_hash = ${idHash} and browser_hash = ${browserHash}
      and expires_at > ${now} and fulfilled_at is null and disabled_at is null`;
  return row ?? null;
}
