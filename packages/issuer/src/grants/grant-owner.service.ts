import type { Acr } from '@sallyport/protocol/acr.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { Random } from '../runtime/random.ts';
import { isUuid } from '../runtime/uuid.ts';
import {
  type DescribedGrant,
  describeGrant,
  findGrantOwner,
  findUsualSignIn,
  insertSupposedGrant,
  type UsualSignIn,
} from './grants.store.ts';

/** Whose grant it is and which session it was made in, however dead. Null where there is none, or the id is none. */
export const grantOwner = async (sql: Queryable, id: string) =>
  isUuid(id) ? findGrantOwner(sql, id) : null;

/** What was granted, however dead. */
export const readGrant = async (sql: Queryable, id: string): Promise<DescribedGrant | null> =>
  isUuid(id) ? describeGrant(sql, id) : null;

/** How a person signed in last for a client that may call an API; null where they never did. */
export const usualSignIn = (
  sql: Queryable,
  of: { userId: string; api: string; clientId: string | null },
): Promise<UsualSignIn | null> => findUsualSignIn(sql, of);

interface Supposed {
  userId: string;
  clientId: string;
  scope: readonly string[];
  api: string;
  acr: Acr;
}

/**
 * What a person would grant by signing in now, for a transaction that is rolled back.
 *
 * @returns its id
 */
export async function supposeGrant(
  tx: Transaction,
  supposed: Supposed,
  { now, random }: { now: Date; random: Random },
): Promise<string> {
  const id = random.uuid();
  const expiresAt = new Date(now.getTime() + 3_600_000);
  await insertSupposedGrant(tx, { ...supposed, id, now, expiresAt });
  return id;
}
