import type { Queryable } from '../database/connection.ts';

/**
 * Closes an interaction that is open, as part of the statement that answers it: of two tabs, one
 * gets the row, and one that was cancelled is answered with no code. The statement may add conditions
 * (`and …`).
 */
export const interactionFulfilled = (sql: Queryable, idHash: Buffer | null, now: Date) => sql`
  update authorization_requests set fulfilled_at = ${now}
  where id_hash = ${idHash} and fulfilled_at is null and expires_at > ${now}
    and consent is distinct from 'denied'`;
