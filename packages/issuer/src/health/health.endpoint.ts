import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { createReadiness } from './readiness.service.ts';

/** `GET /health/live`: the process answers. */
export const live = () => (request: Request) => request.json({ status: 'ok' });

/**
 * `GET /health/ready`: the primary answers too. 503 otherwise. Says whether its standbys have
 * everything that was acknowledged.
 */
export const ready = ({ sql }: Pick<Context, 'sql'>) => {
  const ask = createReadiness(sql);
  return async (request: Request) => request.json({ status: 'ok', replication: await ask() });
};
