import type { RoutesResponse } from '@sallyport/protocol/internal.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readRoutingTable } from './routes.store.ts';

/** `POST /internal/routes` */
export const readRoutes =
  ({ sql }: Pick<Context, 'sql'>) =>
  async (request: Request) =>
    request.json<RoutesResponse>(await readRoutingTable(sql));
