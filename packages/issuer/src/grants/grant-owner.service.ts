import type { Queryable } from '../database/connection.ts';
import { findGrantOwner } from './grants.store.ts';

/** Whose grant it is and which session it was made in, however dead. Null where there is none, or the id is none. */
export const grantOwner = async (sql: Queryable, id: string) =>
  uuid.test(id) ? findGrantOwner(sql, id) : null;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
