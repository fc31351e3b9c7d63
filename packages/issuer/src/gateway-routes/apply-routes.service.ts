import type { Route } from '@sallyport/protocol/route.ts';
import type { Transaction } from '../database/connection.ts';
import { replaceRoutes } from './routes.store.ts';

/** @returns whether the table was another one. */
export const applyRoutes = (tx: Transaction, routes: readonly Route[]): Promise<boolean> =>
  replaceRoutes(tx, routes);
