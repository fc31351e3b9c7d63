import type { Queryable } from '../database/connection.ts';

/**
 * Answers the request of a device with a grant, as part of the statement that makes the grant: of several
 * answers the first counts. The statement may add conditions (`and …`).
 */
export const deviceAllowed = (
  sql: Queryable,
  { id, clientId, grantId, now }: { id: string; clientId: string; grantId: string; now: Date },
) => sql`
  update device_requests set answered_at = ${now}, grant_id = ${grantId}
  where id = ${id} and client_id = ${clientId} and answered_at is null and expires_at > ${now}`;
