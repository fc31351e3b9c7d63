import type { Queryable } from '../database/connection.ts';
import { readInstances } from './members.store.ts';

/** A process of a gateway that is a member now. */
export interface KnownGateway {
  name: string;
  /** What the ids begin with that it gives to requests; null for one of the version before. */
  instance: string | null;
}

export const readGateways = (sql: Queryable): Promise<KnownGateway[]> => readInstances(sql);
