import type { Route } from '@sallyport/protocol/route.ts';
import type { Context } from '../context.ts';
import { readRoutingTable } from './routes.store.ts';

/** Every route, in order. */
export const listRoutes = async ({ sql }: Pick<Context, 'sql'>): Promise<readonly Route[]> =>
  (await readRoutingTable(sql)).routes;
