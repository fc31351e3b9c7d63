import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { type Replication, readPrimary } from '../database/replication.ts';
import { readinessTimeout } from '../listen/limits.ts';
import { inTime } from '../runtime/in-time.ts';

/** `GET /health/live`: the process answers. */
export const live = () => (request: Request) => request.json({ status: 'ok' });

/**
 * `GET /health/ready`: the primary answers too. 503 otherwise. Says whether
 * its standbys have everything that was acknowledged. All who ask meanwhile share one
 * look, so that no crowd of them is a load; one that is late is not waited for again.
 */
export const ready = ({ sql }: Pick<Context, 'sql'>) => {
  let asking: Promise<Replication> | null = null;
  const ask = () => {
    const statement = readPrimary(sql).finally(() => {
      if (asking === statement) asking = null;
    });
    return statement;
  };
  return async (request: Request) => {
    asking ??= ask();
    const asked = asking;
    const replication = await inTime(asked, readinessTimeout, () => {
      if (asking === asked) asking = null;
      return new OAuthError('temporarily_unavailable', 'The database does not answer in time.', {
        retryAfter: 1,
      });
    });
    return request.json({ status: 'ok', replication });
  };
};
