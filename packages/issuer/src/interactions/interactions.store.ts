import type { Queryable } from '../database/connection.ts';
import type { AuthorizationParameters } from './interaction.ts';

export interface InteractionRow {
  /** The browser that it was begun in. */
  browserHash: Buffer;
  parameters: AuthorizationParameters;
  createdAt: Date;
  expiresAt: Date;
}

export async function insertInteraction(
  sql: Queryable,
  row: InteractionRow & { idHash: Buffer },
): Promise<void> {
  await sql`
    insert into authorization_requests (id_hash, browser_hash, parameters, created_at, expires_at)
    values (${row.idHash}, ${row.browserHash}, ${sql.json({ ...row.parameters })},
            ${row.createdAt}, ${row.expiresAt})`;
}

/** Only while it is open. */
export async function readInteraction(
  sql: Queryable,
  idHash: Buffer,
  now: Date,
): Promise<(InteractionRow & { clientName: string }) | null> {
  const [row] = await sql<(InteractionRow & { clientName: string })[]>`
    select browser_hash as "browserHash", parameters, clients.name as "clientName",
      created_at as "createdAt", expires_at as "expiresAt"
    from authorization_requests join clients on clients.id = parameters ->> 'clientId'
    where id_hash = ${idHash} and expires_at > ${now} and fulfilled_at is null and disabled_at is null`;
  return row ?? null;
}
