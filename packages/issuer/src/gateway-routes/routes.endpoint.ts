import type { RoutesResponse } from '@sallyport/protocol/internal.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readRoutingTable } from './routes.store.ts';

/**
 * `POST /internal/routes`. A gateway without a lease obeys them at once, so the database has to be
 * the primary still.
 */
export const readRoutes =
  ({ sql, confirmPrimary }: Pick<Context, 'sql' | 'confirmPrimary'>) =>
  async (request: Request) => {
    const [routes] = await Promise.all([readRoutingTable(sql), confirmPrimary()]);
    return request.json<RoutesResponse>(routes);
  };
