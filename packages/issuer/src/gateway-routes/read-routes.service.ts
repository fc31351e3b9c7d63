import type { RoutesResponse } from '@sallyport/protocol/internal.ts';
import type { Queryable } from '../database/connection.ts';
import { readRoutingTable } from './routes.store.ts';

/** The routing table, and the position that it is true at. */
export const readRoutesTable = (sql: Queryable): Promise<RoutesResponse> => readRoutingTable(sql);
