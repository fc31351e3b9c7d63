import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Sql } from '../database/connection.ts';
import { codeOf } from '../database/failures.ts';
import { type Replication, readPrimary } from '../database/replication.ts';
import { readinessTimeout } from '../listen/limits.ts';
import { inTime } from '../runtime/in-time.ts';

/**
 * Asks whether the primary answers, and how its standbys follow. All who ask meanwhile share one look,
 * so that no crowd of them is a load; one that is late is not waited for again.
 */
export function createReadiness(sql: Sql): () => Promise<Replication> {
  let asking: Promise<Replication> | null = null;
  const ask = () => {
    const statement = readPrimary(sql).finally(() => {
      if (asking === statement) asking = null;
    });
    return statement;
  };
  return () => {
    asking ??= ask();
    const asked = asking;
    return inTime(asked, readinessTimeout, () => {
      if (asking === asked) asking = null;
      return new OAuthError('temporarily_unavailable', 'The database does not answer in time.', {
        retryAfter: 1,
      });
    });
  };
}

/** Why it is not ready, in words for an operator; of the database no more than its code. */
export function reasonOf(error: unknown): string {
  if (error instanceof OAuthError) return error.message;
  const code = codeOf(error);
  return `The database does not answer${code ? ` (${code})` : ''}.`;
}
