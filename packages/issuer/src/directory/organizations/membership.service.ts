import type { Queryable } from '../../database/connection.ts';
import { readLivingMembership } from './members.store.ts';

/** The organization of this key, if it is not disabled and the person is a member. */
export const findMembership = (
  sql: Queryable,
  of: { key: string; userId: string },
): Promise<{ id: string } | null> => readLivingMembership(sql, of);
